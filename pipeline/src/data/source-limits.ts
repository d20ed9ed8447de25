import { UserError } from '../errors.js';
import { isImageName } from './images.js';

/** The longest line that is taken for one: a file without line ends is no table. */
export const maxLineBytes = 1 << 25;
/** The longest content that is held in memory as a whole: what one Node.js buffer can hold. */
export const maxBytes = 4 * 2 ** 30;

export const emptyFile = (name: string) =>
  new UserError(
    `${name}: the file is empty. ${isImageName(name) ? 'Repair it or take it away' : 'Expected a header line and at least 4 rows'}.`,
  );

export const tooLong = (name: string) =>
  new UserError(
    `${name}: the content is longer than 4 GiB, which only CSV files may be. Split it into several files.`,
  );

/** @param lines the number of the line, from 1 */
export const endlessLine = (name: string, lines: number, format: 'csv' | 'jsonl') =>
  new UserError(
    `${name}:${lines}: a line longer than ${maxLineBytes >> 20} MB. ` +
      `${format === 'csv' ? 'A CSV' : 'A JSON Lines'} file has one row a line: check its line ends, or save it in another format.`,
  );

/** JSON is parsed from one string, and strings have a greatest length. */
export const tooLongJson = (name: string) =>
  new UserError(
    `${name}: longer than 512 MB, which JSON cannot be. Save it as JSON Lines (one object a line), CSV or Parquet.`,
  );
