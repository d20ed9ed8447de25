import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Output } from './atomic.js';

/** SHA-256 of a file, read in chunks, in lower-case hexadecimal. */
async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

/** SHA-256 of a JSON value; the order of an object's keys does not matter. */
export function sha256OfValue(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @returns the first output that is missing, of another size, or of other bytes than when it was written. */
export async function firstDamaged(folder: string, outputs: readonly Output[]): Promise<string | undefined> {
  for (const output of outputs) {
    const file = path.join(folder, output.path);
    const found = await stat(file).catch(() => undefined);
    if (found?.size !== output.bytes || (await sha256OfFile(file)) !== output.sha256) return output.path;
  }
  return undefined;
}
