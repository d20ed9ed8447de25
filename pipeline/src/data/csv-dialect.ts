import { isUtf8 } from 'node:buffer';
import { UserError } from '../errors.js';
import { missingTokens, parseNumber } from './missing.js';
import type { DataOptions } from './options.js';
import { refuseRepeated } from './roles.js';
import { decodeText, type TextEncoding } from './text-encoding.js';

/** How a text file writes a table. */
export interface CsvDialect {
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly encoding: TextEncoding;
  /** Bytes before the table: a byte order mark, and Excel's line that names the delimiter. */
  readonly skip: number;
  /** The number of the first line of the table. */
  readonly firstLine: number;
  readonly header: boolean;
  readonly names: readonly string[];
  /** For each column, whether the first rows hold text. */
  readonly textual: readonly boolean[];
}

const candidates = [',', '\t', ';', '|', ' '];
const sampleRecords = 200;

/**
 * Finds out how a CSV file is written from its first bytes: delimiter, decimal sign, header, which columns are text.
 *
 * @param head the file from its first byte on
 * @param options `delimiter` and `header` overrule what is found
 */
export function sniffDialect(head: Buffer, source: string, options: DataOptions = {}): CsvDialect {
  refuseBinary(head, source);
  const mark = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const lastLine = head.lastIndexOf(10);
  // A piece may end inside a character; at a line's end it cannot.
  const encoding = isUtf8(head.subarray(0, lastLine < 0 ? head.length : lastLine)) ? 'utf8' : 'windows-1252';
  const [line = '', named] = /^sep=(.)\r?\n/i.exec(head.toString('latin1', mark, mark + 8)) ?? [];
  const skip = mark + line.length;
  const firstLine = line === '' ? 1 : 2;
  const text = decodeText(head, encoding, skip);
  const delimiter = options.delimiter ?? named ?? findDelimiter(text);
  if (delimiter.length !== 1 || delimiter.charCodeAt(0) > 127 || /["\r\n]/.test(delimiter)) {
    throw new UserError(`--delimiter "${delimiter}": one character is needed, such as "," or ";" or a tab.`);
  }
  const [first = [], ...others] = splitRecords(text, delimiter, sampleRecords);
  const decimal = delimiter !== ',' && usesDecimalComma(others) ? ',' : '.';
  const header = options.header ?? !looksLikeData(first, decimal);
  const names = header
    ? headerNames(withUnnamed(first, others), `${source}:${firstLine}`)
    : first.map((_, i) => `c${i + 1}`);
  const records = header ? others : [first, ...others];
  const missing = missingTokens(options.na);
  const textual = names.map((_, i) =>
    isTextual(
      records.map((record) => record[i] ?? ''),
      decimal,
      missing,
    ),
  );
  return { delimiter, decimal, encoding, skip, firstLine, header, names, textual };
}

function refuseBinary(head: Buffer, source: string): void {
  if (head.subarray(0, 1 << 16).includes(0)) {
    throw new UserError(
      `${source}: neither text nor a known format (CSV, TSV, JSON, JSON Lines, Parquet, Arrow, Feather, .npy, .npz, IDX).`,
    );
  }
}

/** The first records of a piece of text; good enough to look at, the scanner is the one that reads. */
function splitRecords(text: string, delimiter: string, most: number): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const stop = escaped(delimiter);
  const quoted = '"[^"]*(?:""[^"]*)*"?';
  const field = new RegExp(`(${quoted}|[^"\\r\\n${stop}][^\\r\\n${stop}]*|)(\\r\\n?|\\n|[${stop}]|$)`, 'y');
  while (field.lastIndex < text.length && records.length < most) {
    const match = field.exec(text);
    if (match === null) break;
    record.push(match[1].startsWith('"') ? match[1].replace(/^"|"$/g, '').replaceAll('""', '"') : match[1]);
    if (match[2] === delimiter) continue;
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  }
  return records;
}

const escaped = (character: string) => character.replace(/[\\|\]^-]/g, '\\$&');

/**
 * The delimiter by which most records have as many values as the first, which has more than one. Where that is few of
 * them, a title may come first: then the one by which most are alike.
 */
function findDelimiter(text: string): string {
  const widths = candidates.map((delimiter) =>
    splitRecords(text, delimiter, 50).map((record) => record.length),
  );
  const likeTheFirst = widths.map((found) => shareOf(found[0], found));
  const alike = widths.map((found) => Math.max(0, ...found.map((width) => shareOf(width, found))));
  const scores = Math.max(...likeTheFirst) < 0.5 ? alike : likeTheFirst;
  const best = Math.max(...scores);
  return best === 0 ? ',' : candidates[scores.indexOf(best)];
}

const shareOf = (width: number, widths: readonly number[]) =>
  width < 2 || widths.length === 0 ? 0 : widths.filter((each) => each === width).length / widths.length;

/** A first line of nothing but numbers is data, not names, unless it counts the columns, as pandas calls them: 0, 1, 2, …. */
function looksLikeData(first: readonly string[], decimal: string): boolean {
  const countsColumns = first.length > 2 && first.every((value, i) => value === String(i));
  return first.length > 0 && !countsColumns && first.every((value) => toNumber(value, decimal) !== undefined);
}

function usesDecimalComma(records: readonly string[][]): boolean {
  const values = records.flat();
  return (
    values.some((value) => /^\s*[+-]?\d+,\d+\s*$/.test(value)) &&
    !values.some((value) => /^\d+\.\d+$/.test(value))
  );
}

/** Whether a column's sample holds text rather than numbers: more than a handful of values are not numbers. */
function isTextual(values: readonly string[], decimal: string, missing: ReadonlySet<string>): boolean {
  const present = values.filter((value) => !missing.has(value.trim()));
  return tooManyForNumbers(
    present.filter((value) => toNumber(value, decimal) === undefined).length,
    present.length,
  );
}

/**
 * Whether `bad` values that are not numbers among `present` values make the column one of text. Few of them are
 * mistakes in a column of numbers, which the user should hear of.
 */
export function tooManyForNumbers(bad: number, present: number): boolean {
  return bad > Math.max(3, present / 20) || bad * 2 > present;
}

/** A value of the file as a number; undefined when it is none. */
export function toNumber(text: string, decimal: string): number | undefined {
  return parseNumber(decimal === ',' ? text.replace(',', '.') : text);
}

/**
 * R leaves the column of row names without a name: then all lines have one value more than the header. Where that is
 * always empty and the last, the lines end in a delimiter.
 */
function withUnnamed(first: readonly string[], others: readonly string[][]): readonly string[] {
  const isShort = others.length >= 4 && others.every((record) => record.length === first.length + 1);
  if (!isShort) return first;
  return others.every((record) => record.at(-1) === '') ? [...first, ''] : ['', ...first];
}

function headerNames(first: readonly string[], place: string): string[] {
  const names = first.map((name, i) => name.trim() || (i === 0 ? 'row name' : `column ${i + 1}`));
  refuseRepeated(names, place);
  return names;
}
