import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { UserError } from '../errors.js';
import type { Features, StoredFeatures } from './dataset.js';
import { npyLayout } from './npy.js';

/** Features in memory, or rows of a file that are read when they are needed: the same numbers either way. */
export type FeatureRows = Features | StoredFeatures;

type Values = Features['values'];

/** What is held of a file at once while all of it is looked through. */
const blockBytes = 1 << 24;
const mostHeaderBytes = 1 << 12;

/**
 * Features that stay in a .npy file, `rows x columns` of uint8 or float32, row-major.
 *
 * @param path of the file, which must not change while the features are in use
 */
export async function storedFeatures(
  path: string,
  { rows, columns, scaling }: Pick<Features, 'rows' | 'columns' | 'scaling'>,
): Promise<StoredFeatures> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(mostHeaderBytes);
    const { bytesRead } = await file.read(head, 0, mostHeaderBytes, 0);
    const { type, dataStart } = npyLayout(head.subarray(0, bytesRead), path);
    return { rows, columns, scaling, file: { path, start: dataStart, width: type === 'u1' ? 1 : 4 } };
  } finally {
    await file.close();
  }
}

/** Whether the raw values are bytes. */
export function holdBytes(features: FeatureRows): boolean {
  return 'file' in features ? features.file.width === 1 : features.values instanceof Uint8Array;
}

/**
 * Raw values of some rows, one after the other, `indices.length x columns`; a copy.
 *
 * @param taken where they are put, by default new memory: bytes for bytes, else float32
 */
export function takeRows(
  features: FeatureRows,
  indices: ArrayLike<number>,
  taken: Values = roomFor(features, indices.length),
): Values {
  const { columns } = features;
  if ('file' in features) {
    readRows(features, indices, taken);
    return taken;
  }
  for (let i = 0; i < indices.length; ) {
    const count = runLength(indices, i);
    taken.set(features.values.subarray(indices[i] * columns, (indices[i] + count) * columns), i * columns);
    i += count;
  }
  return taken;
}

function roomFor(features: FeatureRows, rows: number): Values {
  return new (holdBytes(features) ? Uint8Array : Float32Array)(rows * features.columns);
}

/** All rows in order, in blocks: a block is the values of whole rows from row `first` on. */
export function* blocksOf(
  features: FeatureRows,
): Generator<{ readonly first: number; readonly values: Values }> {
  if (!('file' in features)) {
    yield { first: 0, values: features.values };
    return;
  }
  const { rows, columns, file } = features;
  const atOnce = Math.max(1, Math.floor(blockBytes / (columns * file.width)));
  for (let first = 0; first < rows; first += atOnce) {
    const count = Math.min(atOnce, rows - first);
    yield {
      first,
      values: takeRows(
        features,
        Uint32Array.from({ length: count }, (_, i) => first + i),
      ),
    };
  }
}

/** Reads at positions; rows that follow each other in one go. */
function readRows({ columns, file }: StoredFeatures, indices: ArrayLike<number>, target: Values): void {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  const rowBytes = columns * file.width;
  const descriptor = openSync(file.path, 'r');
  try {
    for (let i = 0; i < indices.length; ) {
      const count = runLength(indices, i);
      readFully(
        descriptor,
        bytes.subarray(i * rowBytes, (i + count) * rowBytes),
        file,
        indices[i] * rowBytes,
      );
      i += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** How many rows from place `start` on follow each other. */
function runLength(indices: ArrayLike<number>, start: number): number {
  let count = 1;
  while (start + count < indices.length && indices[start + count] === indices[start] + count) count++;
  return count;
}

function readFully(descriptor: number, bytes: Uint8Array, file: StoredFeatures['file'], from: number): void {
  for (let at = 0; at < bytes.length; ) {
    const length = Math.min(bytes.length - at, 2 ** 30);
    const read = readSync(descriptor, bytes, at, length, file.start + from + at);
    if (read === 0) throw new UserError(`${file.path}: the file became shorter while it was in use.`, 1);
    at += read;
  }
}
