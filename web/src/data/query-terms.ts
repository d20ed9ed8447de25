/** A query that cannot be understood; the message says which part and what would be right. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** What makes a term negative, its column, and what it looks for there. */
export const termPattern = /(-?)(?:("(?:[^"]|"")+"|[^\s:"]+):)?(=?"(?:[^"]|"")*"|[^\s"]+)/g;

/** A range of numbers or dates, either end of which may be left out. */
export const rangePattern = /^([\d.eE+:TZ-]*?)\.\.([\d.eE+:TZ-]*)$/;

/** The parts of a query as they are written; what cannot be read is left out. */
export function splitTerms(query: string) {
  return [...query.matchAll(termPattern)].map(([text, minus, column, value]) => ({
    text,
    negated: minus === '-',
    column: column === undefined ? undefined : unquote(column),
    value,
  }));
}

/** Takes the quotation marks off a name or a value. */
export function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}
