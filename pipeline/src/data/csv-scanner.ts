import { isUtf8 } from 'node:buffer';
import { BadNumbers } from './bad-numbers.js';
import { CR, CsvBytes, LF, QUOTE } from './csv-bytes.js';
import { type CsvDialect, toNumber } from './csv-dialect.js';
import { NumberMatrix } from './number-matrix.js';

/** What becomes of a column: nothing, numbers in the matrix, or text. */
export const skipped = 0;
export const numeric = 1;
export const textual = 2;

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
export class CsvScanner extends CsvBytes {
  /** Rows kept. */
  rows = 0;
  /** Rows read. */
  seen = 0;
  /** `rows x numeric columns`. */
  readonly matrix: NumberMatrix;
  readonly texts: string[][];
  /** Whether a text is not UTF-8 although the file began so. */
  brokenUtf8 = false;
  /** The numbers of the record that is being read. */
  private readonly numbers: Float32Array;
  private readonly slots: Int32Array;
  /** The kinds of a record that is passed over. */
  private readonly none: Uint8Array;
  private readonly bad = new BadNumbers();
  private readonly interned: Map<string, string>[];
  private readonly decimal: number;

  /**
   * @param kinds one of `skipped`, `numeric`, `textual` for each column
   * @param expectedRows a guess; the matrix grows when there are more
   * @param keepBytes whether numbers that are all bytes are kept as such
   * @param chosen one byte a row, 1 = keep the row; by default all are kept
   */
  constructor(
    source: string,
    dialect: CsvDialect,
    private readonly kinds: Uint8Array,
    expectedRows: number,
    private readonly missing: ReadonlySet<string>,
    keepBytes: boolean,
    private readonly chosen?: Uint8Array,
  ) {
    super(source, dialect, kinds.length);
    this.decimal = dialect.decimal.charCodeAt(0);
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

  /**
   * Columns in which so much is not a number that they must be read again as text.
   *
   * @throws UserError for a column of numbers in which a few values are not
   */
  columnsOfText(): number[] {
    return this.bad.columnsOfText(this.source, this.dialect.names, this.rows);
  }

  protected record(start: number): number {
    const { bytes, delimiter, decimal, numbers, slots } = this;
    const kinds = this.keeps() ? this.kinds : this.none;
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

  private textValue(start: number, end: number, column: number): string {
    const text = this.rawText(start, end);
    if (text.includes('\ufffd') && !isUtf8(this.bytes.subarray(start, end))) this.brokenUtf8 = true;
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
}

/** Whether a value that is off by a few units of float64 surely rounds to the right float32. */
function roundsTheSame(value: number): boolean {
  return Math.fround(value * (1 - roundingSlack)) === Math.fround(value * (1 + roundingSlack));
}
