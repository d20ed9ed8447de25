/** A day, or a day and a time: seconds, their fraction and the offset from UTC may be left out. */
const isoDate =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/;

/** The calendar repeats itself after so many milliseconds. */
const fourCenturies = 146_097 * 86_400_000;

/**
 * A date or a date-time of ISO 8601 in its extended form, with a space in place of the `T` as databases and pandas write it.
 * Without an offset it is taken for UTC.
 *
 * @returns milliseconds since 1970-01-01 in UTC, smaller parts cut off; undefined for everything else, such as 01/02/2024,
 *   2024-3-1 and days that no calendar has
 */
export function parseDate(text: string): number | undefined {
  const parts = isoDate.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const midnight = Date.UTC(year + 400, month - 1, day) - fourCenturies;
  if (parts[4] === undefined) return midnight;
  const [hour, minute, second] = [Number(parts[4]), Number(parts[5]), Number(parts[6] ?? 0)];
  const [offsetHours, offsetMinutes] = [Number(parts[9] ?? 0), Number(parts[10] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59 || offsetHours > 23 || offsetMinutes > 59) return undefined;
  const milliseconds = Number(`${parts[7] ?? ''}000`.slice(0, 3));
  const offset = (offsetHours * 60 + offsetMinutes) * (parts[8] === '-' ? -1 : 1);
  return midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + milliseconds;
}

/** Whether all values are dates; the empty string stands for a missing one, and not all may be missing. */
export function areDates(values: readonly string[]): boolean {
  let present = 0;
  for (const value of values) {
    if (value === '') continue;
    if (parseDate(value) === undefined) return false;
    present++;
  }
  return present > 0;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** @param month from 1 */
function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : monthDays[month - 1];
}
