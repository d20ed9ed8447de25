import { UserError } from '../errors.js';
import { tooManyForNumbers } from './csv-dialect.js';

const placesShown = 3;

interface Place {
  readonly line: number;
  /** Position in the line, from 1. */
  readonly at: number;
  readonly text: string;
}

/** What in columns of numbers is not a number: how many values, and the first places of each column. */
export class BadNumbers {
  private readonly columns: { count: number; readonly places: Place[] }[] = [];
  private inRecord: { readonly column: number; readonly at: number; readonly text: string }[] = [];

  /** Notes a value of the record that is being read; it counts once the record is complete. */
  note(column: number, at: number, text: string): void {
    this.inRecord.push({ column, at, text });
  }

  /** A record begins, perhaps for the second time. */
  begin(): void {
    if (this.inRecord.length > 0) this.inRecord = [];
  }

  /** The record, which began on this line, is complete. */
  commit(line: number): void {
    for (const { column, at, text } of this.inRecord) {
      this.columns[column] ??= { count: 0, places: [] };
      const bad = this.columns[column];
      if (bad.count++ < placesShown) bad.places.push({ line, at, text });
    }
  }

  /**
   * Columns in which so much is not a number that they must be read again as text.
   *
   * @throws UserError for a column of numbers in which a few values are not
   */
  columnsOfText(source: string, names: readonly string[], rows: number): number[] {
    return this.columns.flatMap(({ count, places: [first, ...more] }, column) => {
      if (tooManyForNumbers(count, rows)) return [column];
      const text = clip(first.text);
      const also = more.length === 0 ? '' : `, also on line ${more.map(({ line }) => line).join(' and ')}`;
      const all = count > placesShown ? `; ${count} in all` : '';
      throw new UserError(
        `${source}:${first.line}:${first.at}, column "${names[column]}": "${text}" is not a number${also}${all}. ` +
          `Correct it, count it as missing (--na "${text}"), or leave the column out (--drop "${names[column]}").`,
      );
    });
  }
}

/** The beginning of a text, short enough for a message. */
export function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
