import { UserError } from '../errors.js';
import { clip } from './bad-numbers.js';
import type { CsvDialect } from './csv-dialect.js';
import { endlessLine, maxLineBytes } from './source-limits.js';
import { decodeText } from './text-encoding.js';

export const LF = 10;
export const CR = 13;
export const QUOTE = 34;

/** The bytes of a CSV file (RFC 4180) in pieces: where its values, its lines and its records begin and end. */
export abstract class CsvBytes {
  /** What is not scanned yet, and a sentinel behind it. */
  protected bytes: Buffer = Buffer.allocUnsafeSlow(1 << 21);
  protected filled = 0;
  protected line: number;
  protected recordStart = 0;
  protected newlinesInQuotes = 0;
  protected readonly delimiter: number;
  private final = false;
  private openQuote = -1;
  private toSkip: number;
  private headerSeen: boolean;

  constructor(
    protected readonly source: string,
    protected readonly dialect: CsvDialect,
    private readonly columns: number,
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.toSkip = dialect.skip;
    this.line = dialect.firstLine;
    this.headerSeen = !dialect.header;
  }

  /** Reads one record; returns where the next begins, or -1 when this one is not complete yet. */
  protected abstract record(start: number): number;

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

  /** Scans all complete records and keeps the rest for the next piece. */
  private scan(): void {
    this.bytes[this.filled] = LF;
    let at = 0;
    while (at < this.filled) {
      this.recordStart = at;
      const first = this.bytes[at];
      const isBlank = first === LF || first === CR;
      const next = isBlank ? this.blankLine(at) : this.headerSeen ? this.record(at) : this.header(at);
      if (next < 0) break;
      at = next;
    }
    this.bytes.copyWithin(0, at, this.filled);
    this.filled -= Math.min(at, this.filled);
  }

  /** Finds the end of the value that starts here: the delimiter or line end; -1 when it is not there yet. */
  protected field(start: number): number {
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

  protected rawText(start: number, end: number): string {
    const quoted = this.bytes[start] === QUOTE && end > start + 1;
    const { encoding } = this.dialect;
    const text = decodeText(this.bytes, encoding, quoted ? start + 1 : start, quoted ? end - 1 : end);
    return quoted && text.includes('"') ? text.replaceAll('""', '"') : text;
  }

  /** Where the next line begins, given the position of a line end; -1 when that is not known yet. */
  protected afterLine(p: number): number {
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

  protected ragged(start: number): UserError {
    let values = 1;
    let p = this.field(start);
    while (p >= 0 && this.bytes[p] === this.delimiter && p < this.filled) {
      values++;
      p = this.field(p + 1);
    }
    const end = p < 0 ? this.filled : p;
    const against = this.dialect.header ? 'the header has' : 'the first line has';
    const text = decodeText(this.bytes, this.dialect.encoding, start, end);
    return new UserError(
      `${this.source}:${this.line}: ${values} ${values === 1 ? 'value' : 'values'}, ${against} ${this.columns}. Line: "${clip(text)}".` +
        this.adviceOn(text, values),
    );
  }

  private adviceOn(line: string, values: number): string {
    if (this.dialect.delimiter === ' ' && line.includes('  '))
      return ' One space separates two values: put a comma in the place of several.';
    return this.columns === 1 && values > 1 && this.dialect.header
      ? ' Take away the lines above the header.'
      : '';
  }

  private neverClosed(): UserError {
    const at = this.openQuote - this.recordStart + 1;
    return new UserError(
      `${this.source}:${this.line}:${at}: a quoted value that starts here is never closed.`,
    );
  }
}
