import { parseDate } from '@latentscape/pipeline/data/dates';
import type { Steps } from '../slices.js';
import type { NumberColumn, TextColumn } from './table.js';

/** Lengths in milliseconds, and how many characters of `2024-03-01T12:30:00.000Z` say when one begins. */
const units = [
  { length: 86_400_000, characters: 10 },
  { length: 60_000, characters: 16 },
  { length: 1000, characters: 19 },
  { length: 1, characters: 23 },
] as const;

/** The smallest part of a date that is told: a day, a minute, a second or a millisecond. */
export type DateUnit = (typeof units)[number];

/** What a column of numbers has more where they are dates: milliseconds since 1970-01-01 in UTC. */
export interface Dates {
  /** The dates as they were written. */
  readonly text: TextColumn;
  readonly unit: DateUnit;
}

/** Text is decoded and read in so many rows at once: it may be long, and no date. */
const rowsInChunk = 512;
/** The ends of a column lie at least so many of its units apart, so that a hand that brushes does not feel the unit. */
const leastUnits = 300;

/** The column as numbers where every value that is not missing is a date; else undefined, after the first that is none. */
export function* dateColumn(text: TextColumn, rows: number): Steps<NumberColumn | undefined> {
  // One cell tells most columns of text, of which no more is decoded before it is looked at.
  if (rows === 0 || !mayBeDate(text.at(0))) return undefined;
  let values: Float64Array | undefined;
  let [least, greatest, isDays] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, true];
  for (let from = 0; from < rows; from += rowsInChunk) {
    const to = Math.min(rows, from + rowsInChunk);
    const joined = text.joined?.(from, to);
    for (let row = from; row < to; row++) {
      const cell = joined
        ? joined.text.slice(joined.ends[row - from], joined.ends[row - from + 1])
        : text.at(row);
      if (cell === '') continue;
      const value = parseDate(cell);
      if (value === undefined) return undefined;
      values ??= new Float64Array(rows).fill(Number.NaN);
      values[row] = value;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
      isDays &&= value % units[0].length === 0;
    }
    yield;
  }
  if (!values) return undefined;
  const fits = ({ length }: DateUnit) => greatest - least >= leastUnits * length;
  const unit = isDays ? units[0] : (units.find(fits) ?? units[3]);
  return { kind: 'number', name: text.name, values, dates: { text, unit } };
}

const mayBeDate = (cell: string) => cell === '' || parseDate(cell) !== undefined;

/** A time as `2024-03-01` or `2024-03-01T12:30`, in UTC, cut off behind the unit. */
export function isoDate(time: number, { characters }: DateUnit): string {
  return new Date(time).toISOString().slice(0, characters);
}

/** The same for people: with a space, and `—` for a missing one. */
export function formatDate(time: number, unit: DateUnit): string {
  return Number.isNaN(time) ? '—' : isoDate(time, unit).replace('T', ' ');
}

/** A range from the first unit that begins in it to the end of the last that does. */
export function wholeUnits([low, high]: readonly [number, number], { length }: DateUnit) {
  return [Math.ceil(low / length) * length, Math.floor(high / length) * length + length - 1] as const;
}

/**
 * What a query means by a date: all of a year (`2024`), a month (`2024-03`), a day, or a minute, second or millisecond.
 *
 * @returns its first and its last millisecond; undefined when it is no date
 */
export function periodOf(text: string): readonly [first: number, last: number] | undefined {
  const [, year, month] = /^(\d{4})(?:-(\d\d))?$/.exec(text) ?? [];
  const first = parseDate(year === undefined ? text : `${year}-${month ?? '01'}-01`);
  if (first === undefined) return undefined;
  const next = new Date(first);
  if (year === undefined) next.setTime(first + unitIn(text).length);
  else if (month === undefined) next.setUTCFullYear(next.getUTCFullYear() + 1);
  else next.setUTCMonth(next.getUTCMonth() + 1);
  return [first, next.getTime() - 1];
}

/** The smallest part that a full date tells. */
function unitIn(text: string): DateUnit {
  const [day, minute, second, millisecond] = units;
  if (text.length <= day.characters) return day;
  if (text[minute.characters] !== ':') return minute;
  return /[.,]/.test(text) ? millisecond : second;
}
