import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { writeAtomic } from './atomic.js';
import { stageNames } from './events.js';

/** The version of the run folder's format. A folder with a newer one is refused, never guessed at. */
export const runFormat = 1;

const outputSchema = z.object({
  // Relative, forward slashes, and never a way out of the folder: a manifest may come from somebody else.
  path: z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\\0]+$/),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const stageRecordSchema = z.object({
  /** Hash of the stage's name, version and options, and of the keys of what it read. */
  key: z.string(),
  seconds: z.number(),
  /** The run that lent these outputs, when the stage was not executed here. */
  reusedFrom: z.string().optional(),
  outputs: z.array(outputSchema),
  /** Headline figures, as in the event `stage-done`. */
  values: z.record(z.string(), z.number()).optional(),
});

const manifestSchema = z.object({
  format: z.literal(runFormat),
  name: z.string(),
  created: z.iso.datetime(),
  seed: z.int(),
  /** Every option with its value, defaults included. */
  options: z.record(z.string(), z.unknown()),
  versions: z.record(z.string(), z.string()),
  dataset: z.object({ name: z.string(), rows: z.int(), columns: z.int() }).optional(),
  stages: z.partialRecord(z.enum(stageNames), stageRecordSchema),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type StageRecord = z.infer<typeof stageRecordSchema>;

const manifestFile = (folder: string) => path.join(folder, 'run.json');

/**
 * @returns the manifest of a run folder, or undefined when the folder holds none.
 * @throws UserError when it is damaged or was written by a newer version.
 */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = manifestFile(folder);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(error, file);
  }
  const parsed = manifestSchema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    `${file}: not a run manifest (${issue.path.join('.') || 'file'}: ${issue.message}); restore it or remove the run.`,
  );
}

/** @returns an error for people where the system does not let a file or folder be read. */
export function unreadable(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM')
    return new UserError(
      `${file}: cannot be read (${code}): you may not read it; change its permissions.`,
      1,
    );
  if (code === 'ENOTDIR') return new UserError(`${file}: this is a file, not a folder.`);
  return error;
}

function parseJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(
      `${file}: not valid JSON; restore it from a copy, or remove the run and make it again.`,
    );
  }
  const format = (value as { format?: unknown })?.format;
  if (typeof format === 'number' && format > runFormat) {
    throw new UserError(
      `${file}: written by a newer version (run format ${format}, this program reads ${runFormat}); update latentscape.`,
    );
  }
  return value;
}

/** Writes `run.json`; it is written after the artifacts that it lists, never before. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeAtomic(manifestFile(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}
