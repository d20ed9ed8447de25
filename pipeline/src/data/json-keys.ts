import { UserError } from '../errors.js';

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Of a name that an object has twice, JSON.parse silently keeps the last. So the names in the text are counted, and those
 * in the value: they are looked at one by one only where the counts differ.
 *
 * @param text valid JSON
 * @param value what it stands for
 * @throws UserError naming the first name that is there twice
 */
export function refuseRepeatedKeys(text: string, value: unknown, place: string): void {
  if (namesIn(text) === namesOf(value)) return;
  const { name, row } = firstRepeated(text);
  const where = row === undefined ? place : `${place}, row ${row}`;
  throw new UserError(`${where}: an object has the name ${name} twice. Rename one.`);
}

/** Outside of strings, a colon follows each name and nothing else. */
function namesIn(text: string): number {
  let names = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) inString = !inString;
    else if (inString) i += Number(c === BACKSLASH);
    else if (c === COLON) names++;
  }
  return names;
}

function namesOf(value: unknown): number {
  let names = 0;
  const rest = [value];
  const look = (item: unknown) => {
    if (typeof item === 'object' && item !== null) rest.push(item);
  };
  while (rest.length > 0) {
    const next = rest.pop();
    if (Array.isArray(next)) next.forEach(look);
    else if (typeof next === 'object')
      for (const name in next) {
        names++;
        look((next as Record<string, unknown>)[name]);
      }
  }
  return names;
}

/** @returns the name as it is written, and the number of the row where the text is an array of rows */
function firstRepeated(text: string): { readonly name: string; readonly row?: number } {
  /** The names so far of each object that is open; undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  const colon = /\s*:/y;
  let row = 1;
  let isArray = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === OPEN_ARRAY) {
      isArray ||= open.length === 0;
      open.push(undefined);
    } else if (c === OPEN_OBJECT) open.push(new Set());
    else if (c === CLOSE_ARRAY || c === CLOSE_OBJECT) open.pop();
    else if (c === COMMA && open.length === 1) row++;
    else if (c === QUOTE) {
      const start = i;
      for (i++; text.charCodeAt(i) !== QUOTE; i++) if (text.charCodeAt(i) === BACKSLASH) i++;
      colon.lastIndex = i + 1;
      if (!colon.test(text)) continue;
      const name = text.slice(start, i + 1);
      const names = open.at(-1)!;
      const key: string = JSON.parse(name);
      if (names.has(key)) return { name, row: isArray ? row : undefined };
      names.add(key);
    }
  }
  throw new Error('no name is there twice');
}
