import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.js';
import { type RunEvent, stageNames } from './events.js';
import { livingHolder, lockFolder } from './lock.js';
import { type Manifest, readManifest, unreadable } from './manifest.js';
import { runPath } from './run-folder.js';
import { sweepFile } from './sweeps.js';

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** A run as lists show it. A folder whose manifest cannot be read is listed with the reason. */
export type RunSummary =
  | { readonly name: string; readonly status: RunStatus; readonly manifest: Manifest }
  | { readonly name: string; readonly status: 'unreadable'; readonly problem: string };

/** @returns the runs in a folder, newest first; none when the folder does not exist. */
export async function listRuns(runs: string): Promise<RunSummary[]> {
  const entries = await readdir(runs, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw unreadable(error, runs);
  });
  const found = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => summarise(path.join(runs, entry.name))),
  );
  return found.filter((run) => run !== undefined).sort((a, b) => createdOf(b).localeCompare(createdOf(a)));
}

const createdOf = (run: RunSummary) => (run.status === 'unreadable' ? '' : run.manifest.created);

async function summarise(folder: string): Promise<RunSummary | undefined> {
  const name = path.basename(folder);
  try {
    const manifest = await readManifest(folder);
    return manifest && { name, status: await runStatus(folder, manifest), manifest };
  } catch (error) {
    return { name, status: 'unreadable', problem: (error as Error).message };
  }
}

/**
 * @returns a run's manifest.
 * @throws UserError when there is no such run; its message names the runs that exist.
 */
export async function findRun(runs: string, name: string): Promise<Manifest> {
  const manifest = await readManifest(runPath(runs, name));
  if (manifest !== undefined) return manifest;
  const names = (await listRuns(runs)).map((run) => run.name);
  const hint = names.length === 0 ? 'there are no runs yet' : `the runs are: ${names.join(', ')}`;
  throw new UserError(`There is no run "${name}" in ${runs}; ${hint}.`);
}

/**
 * @returns the manifest of a run that is complete.
 * @throws UserError when there is no such run, or a stage of it is missing.
 */
export async function findFinishedRun(runs: string, name: string): Promise<Manifest> {
  const manifest = await findRun(runs, name);
  const missing = stageNames.find((stage) => manifest.stages[stage] === undefined);
  if (missing === undefined) return manifest;
  throw new UserError(
    `The run "${name}" is not finished (${missing} is missing); give its command again first.`,
  );
}

/** @returns what a run is doing: its lock tells whether it is under way, its stages and last event how it ended. */
export async function runStatus(folder: string, manifest: Manifest): Promise<RunStatus> {
  if ((await livingHolder(folder)) !== undefined) return 'running';
  if (stageNames.every((stage) => manifest.stages[stage] !== undefined)) return 'done';
  const last = (await readEvents(folder)).at(-1);
  return last?.type === 'run-failed' ? 'failed' : 'interrupted';
}

/** @returns the events of a run in order; lines that a killed process left half written are passed over. */
export async function readEvents(folder: string): Promise<RunEvent[]> {
  const text = await readFile(path.join(folder, 'events.jsonl'), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as RunEvent];
    } catch {
      return [];
    }
  });
}

/**
 * Deletes a run, or what was kept of a sweep.
 *
 * @throws UserError when there is no such run or a living process writes to it.
 */
export async function removeRun(runs: string, name: string): Promise<void> {
  const folder = runPath(runs, name);
  // A damaged manifest must not keep a run from being removed, but a folder without one is not ours to delete.
  const ours = ['run.json', sweepFile].some((file) => existsSync(path.join(folder, file)));
  if (!ours) await findRun(runs, name);
  await lockFolder(folder);
  await rm(folder, { recursive: true });
}
