import { UserError } from '../errors.js';
import { BadNumbers, clip } from './bad-numbers.js';
import { type CsvDialect, toNumber } from './csv-dialect.js';
import { NumberMatrix } from './number-matrix.js';
import { endlessLine, maxLineBytes } from './source.js';

/** What becomes of a column: nothing, numbers in the matrix, or text. */
export const skipped = 0;
export const numeric = 1;
export const textual = 2;

const LF = 10;
const CR = 13;
const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const internedPerColumn = 1000;
const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
/** Up to 15 digits are exact in float64; up to 19 are off by less than this share. */
const roundingSlack = 2 ** -48;

/**
 * Reads the records of a CSV file (RFC 4180) from pieces of bytes. Columns of numbers go straight into one row-major
 * float32 matrix; a number is parsed from its bytes, without a string. Every record must have as many values as there
 * are columns.
 */
export class CsvScanner {
  /** Rows kept. */
  rows = 0;
  /** Rows read. */
  seen = 0;
  /** `rows x numeric columns`. */
  readonly matrix: NumberMatrix;
  readonly texts: string[][];
  /** The numbers of the record that is being read. */
  private readonly numbers: Float32Array;
  private readonly slots: Int32Array;
  /** The kinds of a record that is passed over. */
  private readonly none: Uint8Array;
  private readonly bad = new BadNumbers();
  private readonly interned: Map<string, string>[];
  private bytes: Buffer = Buffer.allocUnsafeSlow(1 << 21);
  private filled = 0;
  private final = false;
  private line = 1;
  private recordStart = 0;
  private newlinesInQuotes = 0;
  private openQuote = -1;
  private readonly delimiter: number;
  private readonly decimal: number;
  private toSkip: number;
  private headerSeen: boolean;

  /**
   * @param kinds one of `skipped`, `numeric`, `textual` for each column
   * @param expectedRows a guess; the matrix grows when there are more
   * @param keepBytes whether numbers that are all bytes are kept as such
   * @param chosen one byte a row, 1 = keep the row; by default all are kept
   */
  constructor(
    private readonly source: string,
    private readonly dialect: CsvDialect,
    private readonly kinds: Uint8Array,
    expectedRows: number,
    private readonly missing: ReadonlySet<string>,
    keepBytes: boolean,
    private readonly chosen?: Uint8Array,
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.decimal = dialect.decimal.charCodeAt(0);
    this.toSkip = dialect.skip;
    this.headerSeen = !dialect.header;
    this.slots = new Int32Array(kinds.length);
    this.none = new Uint8Array(kinds.length).fill(skipped);
    let width = 0;
    for (let column = 0; column < kinds.length; column++) {
      if (kinds[column] === numeric) this.slots[column] = width++;
    }
    this.numbers = new Float32Array(width);
    this.matrix = new NumberMatrix(width, expectedRows, keepBytes);
    this.texts = Array.from(kinds, () => []);
    this.interned = Array.from(kinds, () => new Map());
  }

  /** Takes the next piece of the file. */
  push(chunk: Buffer): void {
    const piece = chunk.subarray(this.toSkip);
    this.toSkip = 0;
    // One byte more is kept free for the sentinel.
    if (this.filled + piece.length >= this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.filled + piece.length));
      this.bytes.copy(larger, 0, 0, this.filled);
      this.bytes = larger;
    }
    piece.copy(this.bytes, this.filled);
    this.filled += piece.length;
    this.scan();
    if (this.filled > maxLineBytes) {
      if (this.openQuote >= 0) throw this.neverClosed();
      throw endlessLine(this.source, this.line, 'csv');
    }
  }

  /** The file has ended. */
  end(): void {
    this.final = true;
    this.scan();
  }

  /**
   * Columns in which so much is not a number that they must be read again as text.
   *
   * @throws UserError for a column of numbers in which a few values are not
   */
  columnsOfText(): number[] {
    return this.bad.columnsOfText(this.source, this.dialect.names, this.rows);
  }

  /** Scans all complete records and keeps the rest for the next piece. */
  private scan(): void {
    this.bytes[this.filled] = LF;
    let at = 0;
    while (at < this.filled) {
      this.recordStart = at;
      const next = this.record(at);
      if (next < 0) break;
      at = next;
    }
    this.bytes.copyWithin(0, at, this.filled);
    this.filled -= Math.min(at, this.filled);
  }

  /** Reads one record; returns where the next begins, or -1 when this one is not complete yet. */
  private record(start: number): number {
    const { bytes, delimiter, decimal, numbers, slots } = this;
    const kinds = this.keeps() ? this.kinds : this.none;
    const first = bytes[start];
    if (first === LF || first === CR) return this.blankLine(start);
    if (!this.headerSeen) return this.header(start);
    this.newlinesInQuotes = 0;
    this.bad.begin();
    const last = kinds.length - 1;
    let p = start;
    for (let column = 0; ; column++) {
      const fieldStart = p;
      let c = bytes[p];
      if (kinds[column] === numeric) {
        const negative = c === MINUS;
        if (negative) c = bytes[++p];
        const digitsStart = p;
        let mantissa = 0;
        while (c >= ZERO && c < ZERO + 10) {
          mantissa = mantissa * 10 + (c - ZERO);
          c = bytes[++p];
        }
        let digits = p - digitsStart;
        let scale = 0;
        if (c === decimal) {
          const fractionStart = ++p;
          c = bytes[p];
          while (c >= ZERO && c < ZERO + 10) {
            mantissa = mantissa * 10 + (c - ZERO);
            c = bytes[++p];
          }
          scale = p - fractionStart;
          digits += scale;
        }
        let value = scale === 0 ? mantissa : mantissa / powersOfTen[scale];
        if (negative) value = -value;
        const simple = digits > 0 && digits <= 19 && (c === delimiter || c === LF || c === CR);
        if (simple && (digits <= 15 || roundsTheSame(value))) {
          numbers[slots[column]] = value;
        } else {
          p = this.field(fieldStart);
          if (p < 0) return -1;
          numbers[slots[column]] = this.slowNumber(fieldStart, p, column);
          c = bytes[p];
        }
      } else {
        p = this.field(p);
        if (p < 0) return -1;
        if (kinds[column] === textual) this.texts[column][this.rows] = this.textValue(fieldStart, p, column);
        c = bytes[p];
      }
      if (c === delimiter) {
        if (column === last) throw this.ragged(start);
        p++;
        continue;
      }
      const next = this.afterLine(p);
      if (next < 0) return -1;
      if (column < last) throw this.ragged(start);
      this.commit();
      return next;
    }
  }

  /** Finds the end of the value that starts here: the delimiter or line end; -1 when it is not there yet. */
  private field(start: number): number {
    const { bytes, delimiter } = this;
    let p = start;
    if (bytes[p] !== QUOTE) {
      while (bytes[p] !== delimiter && bytes[p] !== LF && bytes[p] !== CR) p++;
      return p === this.filled && !this.final ? -1 : p;
    }
    for (p++; ; p++) {
      if (p >= this.filled) {
        this.openQuote = start;
        if (this.final) throw this.neverClosed();
        return -1;
      }
      if (bytes[p] === LF) this.newlinesInQuotes++;
      if (bytes[p] !== QUOTE) continue;
      if (bytes[p + 1] === QUOTE && p + 1 < this.filled) p++;
      else break;
    }
    p++;
    if (p === this.filled && !this.final) return -1;
    this.openQuote = -1;
    if (bytes[p] !== delimiter && bytes[p] !== LF && bytes[p] !== CR) {
      throw new UserError(
        `${this.source}:${this.line}:${p - this.recordStart + 1}: text follows a closing quote. ` +
          'Inside quotes, a quote is written twice.',
      );
    }
    return p;
  }

  private rawText(start: number, end: number): string {
    const quoted = this.bytes[start] === QUOTE && end > start + 1;
    const text = this.bytes.toString(
      this.dialect.encoding,
      quoted ? start + 1 : start,
      quoted ? end - 1 : end,
    );
    return quoted && text.includes('"') ? text.replaceAll('""', '"') : text;
  }

  private textValue(start: number, end: number, column: number): string {
    const text = this.rawText(start, end);
    // What is quoted is meant: "NA" may be Namibia.
    if (this.bytes[start] !== QUOTE && this.missing.has(text.trim())) return '';
    const interned = this.interned[column];
    const known = interned.get(text);
    if (known === undefined && interned.size < internedPerColumn) interned.set(text, text);
    return known ?? text;
  }

  private slowNumber(start: number, end: number, column: number): number {
    const text = this.rawText(start, end);
    if (this.missing.has(text.trim())) return Number.NaN;
    const value = toNumber(text, this.dialect.decimal);
    if (value === undefined) this.bad.note(column, start - this.recordStart + 1, text);
    return value ?? Number.NaN;
  }

  /** Where the next line begins, given the position of a line end; -1 when that is not known yet. */
  private afterLine(p: number): number {
    const next = this.bytes[p] === CR && this.bytes[p + 1] === LF && p + 1 < this.filled ? p + 2 : p + 1;
    return (p >= this.filled || (this.bytes[p] === CR && p + 1 === this.filled)) && !this.final ? -1 : next;
  }

  private blankLine(start: number): number {
    const next = this.afterLine(start);
    if (next >= 0) this.line++;
    return next;
  }

  private header(start: number): number {
    this.newlinesInQuotes = 0;
    let p = this.field(start);
    while (p >= 0 && this.bytes[p] === this.delimiter) p = this.field(p + 1);
    const next = p < 0 ? -1 : this.afterLine(p);
    if (next < 0) return -1;
    this.headerSeen = true;
    this.line += 1 + this.newlinesInQuotes;
    return next;
  }

  /** Whether the record that is being read is one to keep. */
  private keeps(): boolean {
    return this.chosen === undefined || this.chosen[this.seen] === 1;
  }

  private commit(): void {
    if (this.keeps()) {
      this.bad.commit(this.line);
      this.matrix.append(this.numbers);
      this.rows++;
    }
    this.seen++;
    this.line += 1 + this.newlinesInQuotes;
  }

  private ragged(start: number): UserError {
    let values = 1;
    let p = this.field(start);
    while (p >= 0 && this.bytes[p] === this.delimiter && p < this.filled) {
      values++;
      p = this.field(p + 1);
    }
    const end = p < 0 ? this.filled : p;
    const against = this.dialect.header ? 'the header has' : 'the first line has';
    const text = clip(this.bytes.toString(this.dialect.encoding, start, end));
    return new UserError(
      `${this.source}:${this.line}: ${values} ${values === 1 ? 'value' : 'values'}, ${against} ${this.kinds.length}. Line: "${text}".`,
    );
  }

  private neverClosed(): UserError {
    const at = this.openQuote - this.recordStart + 1;
    return new UserError(
      `${this.source}:${this.line}:${at}: a quoted value that starts here is never closed.`,
    );
  }
}

/** Whether a value that is off by a few units of float64 surely rounds to the right float32. */
function roundsTheSame(value: number): boolean {
  return Math.fround(value * (1 - roundingSlack)) === Math.fround(value * (1 + roundingSlack));
}
