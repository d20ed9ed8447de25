import { refuseRepeated } from './roles.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * The rows, or the columns, that a JSON object holds in one of the ways in which programs write tables: an object of
 * columns; the orients `split`, `table` and `index` of pandas; an object in which `data` is an array of rows.
 *
 * @param name of the file, for messages
 * @returns an array of rows, or an object of columns
 * @throws UserError when a column is there twice
 */
export function unwrapped(content: Members, name: string): unknown[] | Members {
  const { data, columns, index } = content;
  if (Array.isArray(data) && Array.isArray(columns) && data.every(Array.isArray)) {
    const names = columns.map(String);
    refuseRepeated(names, name);
    const rows = data.map((row) => Object.fromEntries(names.map((key, k) => [key, row[k]])));
    const isNew = Array.isArray(index) && !names.includes('index');
    return isNew ? withoutCount(rows.map((row, i) => ({ index: index[i], ...row }))) : rows;
  }
  const { data: _, ...others } = content;
  const isOnlyArray = !Object.values(others).some(Array.isArray);
  if (Array.isArray(data) && data.every(isMembers) && isOnlyArray)
    return content.schema === undefined ? data : withoutCount(data);
  if (!isOfRows(content)) return content;
  return withoutCount(Object.entries(content).map(([key, row]) => ({ index: key, ...(row as Members) })));
}

/** The rows without an index that only counts them from 0: pandas makes one where the table has none. */
function withoutCount(rows: readonly Members[]): Members[] {
  const counts = rows.every(({ index }, i) => String(index) === String(i));
  return rows.map(({ index, ...row }) => (counts || index === undefined ? row : { index, ...row }));
}

/** Whether an object of objects has a member for each row, and not for each column. */
function isOfRows(content: Members): boolean {
  const members = Object.values(content);
  if (members.length === 0 || !members.every(isMembers)) return false;
  const inner = [...new Set(members.flatMap(Object.keys))];
  const areCounted = (keys: readonly string[]) => keys.every((key, i) => key === String(i));
  if (areCounted(inner)) return false;
  if (areCounted(Object.keys(content))) return true;
  // Values of a column are of one kind; those of a row need not be.
  const columns = inner.map((key) => members.map((member) => member[key]));
  return !members.every((member) => areAlike(Object.values(member))) && columns.every(areAlike);
}

function areAlike(values: readonly unknown[]): boolean {
  const present = values.filter((value) => value !== null && value !== undefined);
  return new Set(present.map((value) => (typeof value === 'bigint' ? 'number' : typeof value))).size <= 1;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
