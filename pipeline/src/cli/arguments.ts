import { InvalidArgumentError } from 'commander';
import { parseVariant } from '../autoencoder/options.js';

/** The bounds that a number on the command line has to keep. */
interface Bounds {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
}

/** @returns a parser for a number within bounds; its refusals say what would be accepted. */
export function number(bounds: Bounds = {}): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || !within(value, bounds))
      throw new InvalidArgumentError(`Give a number${range(bounds)}.`);
    return value;
  };
}

/** @returns a parser for a whole number within bounds. */
export function wholeNumber(bounds: Bounds = {}): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isSafeInteger(value) || !within(value, bounds)) {
      throw new InvalidArgumentError(`Give a whole number${range(bounds)}.`);
    }
    return value;
  };
}

/** The variants of one autoencoder, as they were written. @throws UserError for an unknown one, or some that do not go together */
export function variant(text: string): string {
  parseVariant(text);
  return text;
}

/** Parses an amount of memory, such as `500MB` or `4GB`, to bytes. */
export function size(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kMGT]?)B?\s*$/i.exec(text) ?? [];
  if (amount === undefined) throw new InvalidArgumentError('Give a size such as 500MB or 4GB.');
  return Number(amount) * 1000 ** ' kmgt'.indexOf(unit.toLowerCase() || ' ');
}

/** @returns a parser for `auto` or what `parse` takes. */
export function autoOr<T>(parse: (text: string) => T): (text: string) => 'auto' | T {
  return (text) => (text === 'auto' ? 'auto' : parse(text));
}

/**
 * @returns a parser for a comma-separated list of what `parse` takes. What holds a comma stands in double quotes, and a
 *   quote in quotes is written twice, as in a CSV file: `"length, cm",width`.
 */
export function list<T>(parse: (text: string) => T): (text: string) => T[] {
  return (text) => partsOf(text).map(parse);
}

function partsOf(text: string): string[] {
  const part = /\s*(?:"((?:[^"]|"")*)"|([^,"][^,]*|))\s*(,|$)/y;
  const parts: string[] = [];
  for (;;) {
    const match = part.exec(text);
    if (match === null)
      throw new InvalidArgumentError(
        'A double quote is not closed, or text follows it. Write "a, b",c for the two items "a, b" and "c".',
      );
    const [, quoted, plain, separator] = match;
    parts.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    if (separator === '') return parts;
  }
}

const within = (value: number, { least, above, most, below }: Bounds) =>
  (least === undefined || value >= least) &&
  (above === undefined || value > above) &&
  (most === undefined || value <= most) &&
  (below === undefined || value < below);

function range({ least, above, most, below }: Bounds): string {
  const parts = [
    least === undefined ? [] : [`of at least ${least}`],
    above === undefined ? [] : [`above ${above}`],
    most === undefined ? [] : [`up to ${most}`],
    below === undefined ? [] : [`below ${below}`],
  ].flat();
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}
