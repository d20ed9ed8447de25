export type Format = 'csv' | 'json' | 'jsonl' | 'parquet' | 'arrow' | 'npy' | 'npz' | 'idx';

/** What files of a format begin with, as Latin-1. */
const signatures: readonly (readonly [string, Format])[] = [
  ['PAR1', 'parquet'],
  ['ARROW1', 'arrow'],
  ['FEA1', 'arrow'],
  ['\xff\xff\xff\xff', 'arrow'],
  ['\x93NUMPY', 'npy'],
  ['PK\x03\x04', 'npz'],
  // IDX: two zeros, then the type of the elements.
  ...[8, 9, 11, 12, 13, 14].map((type) => [`\0\0${String.fromCharCode(type)}`, 'idx'] as const),
];

const extensions: readonly (readonly [RegExp, Format])[] = [
  [/\.(csv|tsv|tab|txt|data)$/i, 'csv'],
  [/\.json$/i, 'json'],
  [/\.(jsonl|ndjson)$/i, 'jsonl'],
  [/\.(parquet|pq)$/i, 'parquet'],
  [/\.(arrow|arrows|feather|ipc)$/i, 'arrow'],
  [/\.npy$/i, 'npy'],
  [/\.npz$/i, 'npz'],
  [/(\.idx|-ubyte)$/i, 'idx'],
];

/**
 * Tells a file's format: a binary one by its first bytes, then by its name (whose reader will say what is wrong with
 * it), then by what text begins with.
 */
export function recogniseFormat(fileName: string, head: Buffer): Format {
  const start = head.toString('latin1');
  const found =
    signatures.find(([signature]) => start.startsWith(signature)) ??
    extensions.find(([name]) => name.test(fileName));
  if (found !== undefined) return found[1];
  if (/^\s*\[/.test(start)) return 'json';
  return /^\s*\{/.test(start) ? 'jsonl' : 'csv';
}
