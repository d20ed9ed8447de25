import { constants } from 'node:buffer';
import { UserError } from '../errors.js';
import { ColumnarTable } from './columnar.js';
import { tooManyForNumbers } from './csv-dialect.js';
import { parseKeepingDigits } from './json-digits.js';
import { refuseRepeatedKeys } from './json-keys.js';
import { unwrapped } from './json-orients.js';
import type { DataOptions } from './options.js';
import type { Plan } from './roles.js';
import type { Source } from './source.js';
import { endlessLine, maxLineBytes, tooLongJson } from './source-limits.js';
import type { Table } from './table.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Reads JSON: an array of objects, an array of arrays, or an object of columns; also pandas' other orients. What has a
 * row on each line is read as JSON Lines, whatever it is called.
 *
 * @param rows numbers of the rows to keep, ascending; by default all are kept
 * @throws UserError when the text is not JSON or not a table, or a column of numbers holds a few other values
 */
export async function readJson(
  source: Source,
  plan: Plan,
  options: DataOptions = {},
  rows?: Uint32Array,
): Promise<Table> {
  const { name } = source;
  if (source.path !== undefined) refuseLong(source.size, name);
  const bytes = await source.bytes();
  refuseLong(bytes.length, name);
  const text = bytes.toString('utf8');
  if (isOfLines(text)) return await readJsonLines(source, plan, options, rows);
  const parsed = parse(text, name);
  const content = isObject(parsed) ? unwrapped(parsed, name) : parsed;
  if (Array.isArray(content))
    return tableOfRows(
      pick(content, rows).map((row, i) => asRow(row, `${name}, row ${(rows?.[i] ?? i) + 1}`)),
      name,
      plan,
      'row',
    );
  if (!isObject(content)) throw notATable(name);
  const columns = Object.entries(content).map(([key, values]) => [key, columnValues(values)] as const);
  const lengths = new Set(columns.map(([, values]) => values?.length));
  if (columns.length === 0 || lengths.has(undefined)) throw notATable(name);
  if (lengths.size > 1) {
    throw new UserError(`${name}: the columns have different lengths (${[...lengths].join(' and ')}).`);
  }
  const picked = columns.map(([key, values]) => [key, pick(values!, rows)] as const);
  return tableOfColumns(new Map(picked), picked[0][1].length, name, plan, 'row');
}

/** Whether the first line is an object and more lines follow that begin one. */
function isOfLines(text: string): boolean {
  const [, first, second] = /^\ufeff?\s*(\{.*\})[ \t\r]*\n\s*(.)/.exec(text.slice(0, 1 << 20)) ?? [];
  if (second !== '{') return false;
  try {
    return isObject(JSON.parse(first));
  } catch {
    return false;
  }
}

const pick = (values: unknown[], rows: Uint32Array | undefined): unknown[] =>
  rows === undefined ? values : Array.from(rows, (row) => values[row]);

function refuseLong(bytes: number, name: string): void {
  if (bytes > constants.MAX_STRING_LENGTH) throw tooLongJson(name);
}

/**
 * Reads JSON Lines: one object, or one array, a line.
 *
 * @param chosen numbers of the rows to keep, ascending; by default all are kept
 * @throws UserError naming the line that is not JSON
 */
export async function readJsonLines(
  source: Source,
  plan: Plan,
  _: DataOptions = {},
  chosen?: Uint32Array,
): Promise<Table> {
  const rows: Row[] = [];
  let number = 0;
  let seen = 0;
  for await (const line of linesOf(source)) {
    number++;
    if (line.trim() === '') continue;
    const wanted = plan.scope !== 'rows' && (chosen === undefined || chosen[rows.length] === seen);
    seen++;
    if (!wanted) continue;
    const place = `${source.name}:${number}`;
    const row = asRow(parse(line, place), place);
    rows.push(plan.scope === 'all' ? row : onlyWanted(row, plan, place));
  }
  if (plan.scope === 'rows') return { source: source.name, rows: seen, columns: [], notes: [] };
  return tableOfRows(rows, source.name, plan, 'line');
}

/** The row without what the plan drops. */
function onlyWanted(row: Row, plan: Plan, place: string): Row {
  const names = Object.keys(row);
  const roles = plan(names, place);
  return Object.fromEntries(Object.entries(row).filter((_, i) => roles[i] !== 'dropped'));
}

async function* linesOf(source: Source): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 1;
  for await (const chunk of source.chunks()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
    number += lines.length;
    if (rest.length > maxLineBytes) throw endlessLine(source.name, number, 'jsonl');
  }
  yield rest + decoder.decode();
}

function tableOfRows(rows: readonly Row[], source: string, plan: Plan, unit: string): Table {
  const columns = new Map<string, unknown[]>();
  rows.forEach((row, i) => {
    for (const [name, value] of Object.entries(row)) {
      if (!columns.has(name)) columns.set(name, []);
      columns.get(name)![i] = value;
    }
  });
  return tableOfColumns(columns, rows.length, source, plan, unit);
}

function tableOfColumns(
  columns: ReadonlyMap<string, unknown[]>,
  rows: number,
  source: string,
  plan: Plan,
  unit: string,
): Table {
  const names = [...columns.keys()];
  const numeric = names.map((name) => isNumeric(name, columns.get(name)!, source, unit));
  const table = new ColumnarTable(source, rows, names, numeric, plan);
  for (const [name, values] of columns) {
    values.length = rows;
    if (table.wants(name)) table.fill(name, 0, values);
  }
  return table.finish();
}

/** Whether a column holds numbers; a few values of another type in it are a mistake that the user should hear of. */
function isNumeric(name: string, values: readonly unknown[], source: string, unit: string): boolean {
  let present = 0;
  const bad: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value === null || value === undefined) continue;
    present++;
    if (typeof value !== 'number' && typeof value !== 'bigint') bad.push(row);
  }
  if (present === 0 || bad.length === 0) return present > 0;
  if (tooManyForNumbers(bad.length, present)) return false;
  const places = bad.slice(0, 3).map((row) => row + 1);
  throw new UserError(
    `${source}, ${unit} ${places.join(', ')}, column "${name}": ${JSON.stringify(values[bad[0]])} is not a number; ` +
      `${bad.length} in all. Correct it, or leave the column out (--drop "${name}").`,
  );
}

function parse(text: string, place: string): unknown {
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  let value: unknown;
  try {
    value = parseKeepingDigits(json);
  } catch (error) {
    const hint = /\b(NaN|Infinity)\b/.test(text) ? ' NaN and Infinity are not JSON: write null.' : '';
    throw new UserError(`${place}: not valid JSON (${(error as Error).message.split('\n')[0]}).${hint}`);
  }
  refuseRepeatedKeys(json, value, place);
  return value;
}

function asRow(value: unknown, place: string): Row {
  if (Array.isArray(value)) return Object.fromEntries(value.map((item, i) => [`c${i + 1}`, item]));
  if (isObject(value)) return value;
  throw new UserError(
    `${place}: ${typeof value === 'bigint' ? value : JSON.stringify(value)} is not a row. Expected an object or an array a row.`,
  );
}

/** The values of a column written as an array, or as pandas writes it: an object from row number to value. */
function columnValues(values: unknown): unknown[] | undefined {
  if (Array.isArray(values)) return values;
  return isObject(values) ? Object.values(values) : undefined;
}

const isObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notATable = (name: string) =>
  new UserError(`${name}: this JSON is not a table. Expected an array of objects, or an object of columns.`);
