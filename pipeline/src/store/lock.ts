import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../errors.js';
import { explainWriteError } from './atomic.js';

/** Who writes to a run folder at the moment. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
}

const lockFile = (folder: string) => path.join(folder, 'run.lock');

/**
 * Takes the run folder for this process. A lock whose process is gone (killed, powered off) is taken over.
 *
 * @returns a function that gives the folder back.
 * @throws UserError (exit code 1) when another living process holds it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = lockFile(folder);
  const mine: Holder = { pid: process.pid, host: os.hostname(), started: new Date().toISOString() };
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await writeFile(file, JSON.stringify(mine), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw explainWriteError(error, file);
    }
    const holder = await readHolder(folder);
    if (holder === undefined) continue;
    if (isAlive(holder)) throw busy(folder, holder);
    await moveAside(file, holder);
  }
  throw busy(folder, await readHolder(folder));
}

/** @returns the living process that writes to a run folder, if there is one. */
export async function livingHolder(folder: string): Promise<Holder | undefined> {
  const holder = await readHolder(folder);
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/** A lock that is empty or half written belongs to a process that is taking it right now; wait for its name. */
async function readHolder(folder: string): Promise<Holder | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return JSON.parse(await readFile(lockFile(folder), 'utf8')) as Holder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return { pid: 0, host: os.hostname(), started: 'an unknown time' };
}

/** Of several processes that find the same stale lock only one may remove it, and never a fresh one. */
async function moveAside(file: string, stale: Holder): Promise<void> {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const isStale = (await readFile(aside, 'utf8')) === JSON.stringify(stale) || stale.pid === 0;
  if (isStale) await rm(aside, { force: true });
  else await rename(aside, file);
}

function isAlive(holder: Holder): boolean {
  if (holder.host !== os.hostname()) return true;
  if (holder.pid === 0) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function busy(folder: string, holder: Holder | undefined): UserError {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host} since ${holder.started}`;
  return new UserError(
    `${folder}: ${who} is writing to this run; wait for it, or choose another --name. ` +
      `If that process is gone, delete ${lockFile(folder)}.`,
    1,
  );
}
