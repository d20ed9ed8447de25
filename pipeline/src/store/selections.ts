import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { writeAtomic } from './atomic.js';
import type { Manifest } from './manifest.js';

/** The version of a saved selection's file. */
const selectionFormat = 1;

export const selectionLimits = {
  /** Characters in a name. */
  name: 80,
  /** Saved selections of one run. */
  perRun: 100,
} as const;

/** Some rows of a run under a name, kept as `selections/<id>.json` in its folder. */
export interface SavedSelection {
  /** Made from the name, so that the same name is the same file. */
  readonly id: string;
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** Indices of rows, ascending, from 0. */
  readonly rows: readonly number[];
}

/** A selection that cannot be used: its file is damaged, or the run holds other rows now than when it was saved. */
export interface UnusableSelection {
  readonly id: string;
  /** The file's name where the selection's own cannot be read. */
  readonly name: string;
  readonly problem: 'other-rows' | 'unreadable';
}

export interface SavedSelections {
  /** In the order of their names. */
  readonly usable: readonly SavedSelection[];
  readonly unusable: readonly UnusableSelection[];
}

const ascendingRows = z
  .array(z.int().nonnegative())
  .refine((rows) => rows.every((row, i) => i === 0 || row > rows[i - 1]), 'not ascending');

const selectionSchema = z.object({
  format: z.literal(selectionFormat),
  name: z.string(),
  created: z.iso.datetime(),
  /** SHA-256 of the features that the rows had: row 7 means nothing in other data. */
  features: z.string(),
  rows: ascendingRows,
});

/** What may be saved. Control characters have no place in the name of a column. */
export const newSelectionSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'a selection needs a name')
    .max(selectionLimits.name, `a name has at most ${selectionLimits.name} characters`)
    .regex(/^\P{Cc}*$/u, 'a name holds no control characters'),
  rows: ascendingRows,
});

export type NewSelection = z.infer<typeof newSelectionSchema>;

/**
 * Saves rows of a run under a name; an older selection of that name is replaced.
 *
 * @param folder path of the run folder
 * @throws UserError when the run holds no rows yet, a row lies beyond the last, or too many selections are kept already
 */
export async function saveSelection(
  folder: string,
  manifest: Manifest,
  { name, rows }: NewSelection,
): Promise<SavedSelection> {
  const features = fingerprintOfRows(manifest);
  if (features === undefined) throw new UserError(`The run "${manifest.name}" holds no rows yet.`);
  const last = rows.at(-1) ?? -1;
  const count = manifest.dataset?.rows ?? 0;
  if (last >= count) throw new UserError(`There is no row ${last}: the run has ${count} rows.`);
  const id = idOfName(name);
  const kept = (await selectionFiles(folder)).filter((file) => file !== `${id}.json`);
  if (kept.length >= selectionLimits.perRun)
    throw new UserError(`A run keeps at most ${selectionLimits.perRun} selections; delete one first.`);
  const created = new Date().toISOString();
  const content = JSON.stringify({ format: selectionFormat, name, created, features, rows });
  await writeAtomic(path.join(folder, 'selections', `${id}.json`), `${content}\n`);
  return { id, name, created, rows };
}

/** Reads the selections of a run; those that do not fit it any more are listed apart. */
export async function readSelections(folder: string, manifest: Manifest): Promise<SavedSelections> {
  const features = fingerprintOfRows(manifest);
  const usable: SavedSelection[] = [];
  const unusable: UnusableSelection[] = [];
  for (const file of await selectionFiles(folder)) {
    const id = path.basename(file, '.json');
    const text = await readFile(path.join(folder, 'selections', file), 'utf8');
    const parsed = selectionSchema.safeParse(jsonOf(text));
    if (!parsed.success) unusable.push({ id, name: file, problem: 'unreadable' });
    else if (parsed.data.features !== features)
      unusable.push({ id, name: parsed.data.name, problem: 'other-rows' });
    else {
      const { name, created, rows } = parsed.data;
      usable.push({ id, name, created, rows });
    }
  }
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');
  return { usable: usable.sort(byName), unusable: unusable.sort(byName) };
}

/** @returns whether there was such a selection. */
export async function removeSelection(folder: string, id: string): Promise<boolean> {
  if (!(await selectionFiles(folder)).includes(`${id}.json`)) return false;
  await rm(path.join(folder, 'selections', `${id}.json`), { force: true });
  return true;
}

/** Names are the user's and may hold anything, so that no file is called after one. */
function idOfName(name: string): string {
  return createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 16);
}

async function selectionFiles(folder: string): Promise<string[]> {
  const names = await readdir(path.join(folder, 'selections')).catch(() => [] as string[]);
  return names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name)).sort();
}

/** The same values in the same order are the same rows, whatever network or layout a later run chooses. */
function fingerprintOfRows(manifest: Manifest): string | undefined {
  return manifest.stages.ingest?.outputs.find(({ path: file }) => file === 'dataset/features.npy')?.sha256;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
