import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { explainWriteError, writeAtomic } from './atomic.js';
import { runPath } from './run-folder.js';

const sweepSchema = z.object({
  format: z.literal(1),
  name: z.string(),
  created: z.iso.datetime(),
  dataset: z.object({ name: z.string(), rows: z.int() }),
  /** Rows whose places `maps.arrow` holds: all of them, or a random sample. */
  drawnRows: z.int(),
  /** What the maps are judged by; `meaning` says it in plain words. */
  measures: z.array(
    z.object({ key: z.string(), title: z.string(), better: z.enum(['more', 'less']), meaning: z.string() }),
  ),
  /** A setting or a baseline each, in the order in which they were made. */
  rows: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['run', 'baseline']),
      /** Names of the runs, one a seed; none for a baseline. */
      runs: z.array(z.string()),
      /** By the measures' keys; absent is what cannot be said. */
      measured: z.record(z.string(), z.number()),
    }),
  ),
});

/**
 * What `latentscape sweep` found: `sweep.json` in a folder beside those of the runs. `maps.arrow` beside it has a line a
 * drawn row: `id`, `label` where there is one, `x` and `y` for the first map, `x_1` and `y_1` for the second, and so on.
 */
export type SweepRecord = z.infer<typeof sweepSchema>;

/** A sweep in a list of them. */
export interface SweepSummary extends Pick<SweepRecord, 'name' | 'created' | 'dataset'> {
  readonly maps: number;
}

export const sweepFile = 'sweep.json';
export const sweepMapsFile = 'maps.arrow';

/**
 * Where a sweep of this name lies.
 * @throws UserError when it is no name for a folder, or a run's
 */
export function sweepPath(runs: string, name: string): string {
  const folder = runPath(runs, name);
  if (!existsSync(path.join(folder, 'run.json'))) return folder;
  throw new UserError(`"${name}" is a run; give the sweep another --name.`);
}

/** Writes a sweep, the maps first, in the place of one of the same name. @throws UserError */
export async function writeSweep(runs: string, sweep: SweepRecord, maps: Uint8Array): Promise<void> {
  const folder = sweepPath(runs, sweep.name);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw explainWriteError(error, folder);
  });
  await writeAtomic(path.join(folder, sweepMapsFile), maps);
  await writeAtomic(path.join(folder, sweepFile), `${JSON.stringify(sweep, null, 2)}\n`);
}

/**
 * @returns the sweep in a folder, or undefined when it holds none.
 * @throws UserError when it is damaged or was written by a newer version
 */
export async function readSweep(folder: string): Promise<SweepRecord | undefined> {
  const file = path.join(folder, sweepFile);
  const text = await readFile(file, 'utf8').catch((error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = sweepSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    `${file}: not a sweep that this version can read (${issue.path.join('.') || 'file'}: ${issue.message}); make it again.`,
  );
}

/** @returns the sweeps in a folder of runs that can be read, newest first; none when the folder does not exist. */
export async function listSweeps(runs: string): Promise<SweepSummary[]> {
  const entries = await readdir(runs, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(runs, entry.name));
  const found = await Promise.all(folders.map((folder) => readSweep(folder).catch(() => undefined)));
  return found
    .filter((sweep) => sweep !== undefined)
    .map(({ name, created, dataset, rows }) => ({ name, created, dataset, maps: rows.length }))
    .sort((a, b) => b.created.localeCompare(a.created));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
