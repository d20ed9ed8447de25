import { copyFile, link, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.js';
import { type Content, explainWriteError, type Output, removeLeftovers, writeAtomic } from './atomic.js';
import { firstDamaged } from './checksum.js';
import { type StageName, stageNames } from './events.js';
import { lockFolder } from './lock.js';
import { type Manifest, readManifest, runFormat, type StageRecord, writeManifest } from './manifest.js';

/** What is known of a run before its first stage: the part of the manifest that the caller decides. */
export type RunHeader = Pick<Manifest, 'seed' | 'options' | 'versions'>;

/**
 * A run folder that this process holds: plain files in open formats, listed with their checksums in `run.json`.
 * Nothing in it names a path outside itself, so it can be copied, zipped and opened elsewhere.
 */
export class RunFolder {
  private constructor(
    readonly path: string,
    private manifest: Manifest,
    /** The outermost folder that had to be made for the run; undefined where the run's folder was there before. */
    private readonly made: string | undefined,
    /** Gives the folder back to other processes. */
    readonly release: () => Promise<void>,
  ) {}

  /**
   * Opens or creates `<runs>/<name>` for writing and cleans up after a killed process.
   *
   * @throws UserError when the name is not a plain folder name, the place is not writable, another process
   * writes there, or the manifest is damaged or from a newer version.
   */
  static async open(runs: string, name: string, header: RunHeader): Promise<RunFolder> {
    const folder = runPath(runs, name);
    const made = await mkdir(folder, { recursive: true }).catch((error) => {
      throw explainWriteError(error, folder);
    });
    const release = await lockFolder(folder);
    try {
      const existing = await readManifest(folder);
      await removeLeftovers(folder);
      const created = existing?.created ?? new Date().toISOString();
      const manifest: Manifest = { stages: {}, ...existing, ...header, format: runFormat, name, created };
      await writeManifest(folder, manifest);
      return new RunFolder(folder, manifest, made, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  get name(): string {
    return this.manifest.name;
  }

  /** The manifest as it stands. */
  get contents(): Manifest {
    return this.manifest;
  }

  record(stage: StageName): StageRecord | undefined {
    return this.manifest.stages[stage];
  }

  /** Absolute path of an artifact. */
  file(relative: string): string {
    return path.join(this.path, relative);
  }

  /** Writes one artifact atomically; the stage lists it among its outputs. */
  async write(relative: string, content: Content): Promise<Output> {
    return { path: relative, ...(await writeAtomic(this.file(relative), content)) };
  }

  /** Adds what a stage found out about the run as a whole to the manifest. */
  async describe(facts: Partial<Pick<Manifest, 'dataset'>>): Promise<void> {
    this.manifest = { ...this.manifest, ...facts };
    await writeManifest(this.path, this.manifest);
  }

  /**
   * Clears the way for a stage: its old outputs and those of every later stage go, so that a folder never shows an
   * embedding beside codes that it was not made from.
   */
  async begin(stage: StageName): Promise<void> {
    const outdated = stageNames.slice(stageNames.indexOf(stage));
    const files = outdated.flatMap((name) => this.record(name)?.outputs ?? []);
    const kept = Object.entries(this.manifest.stages).filter(
      ([name]) => !outdated.includes(name as StageName),
    );
    this.manifest = { ...this.manifest, stages: Object.fromEntries(kept) };
    await writeManifest(this.path, this.manifest);
    for (const output of files) await rm(this.file(output.path), { force: true });
  }

  /** Records a finished stage; its outputs are on the disk already. */
  async complete(stage: StageName, record: StageRecord): Promise<void> {
    this.manifest = { ...this.manifest, stages: { ...this.manifest.stages, [stage]: record } };
    await writeManifest(this.path, this.manifest);
  }

  /**
   * Leaves no trace of a run that came to nothing: removes the folder, and those around it that were made for it.
   * One that was there before, or that holds a finished stage, stays.
   */
  async discard(): Promise<void> {
    if (this.made === undefined || Object.keys(this.manifest.stages).length > 0) return;
    await rm(this.path, { recursive: true, force: true });
    const outermost = path.resolve(this.made);
    for (let folder = path.resolve(this.path); folder !== outermost; ) {
      folder = path.dirname(folder);
      // Another run may lie there by now.
      if (
        !(await rmdir(folder).then(
          () => true,
          () => false,
        ))
      )
        return;
    }
  }

  /**
   * Takes a finished stage over from another run: hard links where the file system has them, copies elsewhere
   * (an artifact is never changed in place, so a link is as safe as a copy).
   */
  async borrow(stage: StageName, lender: Lender): Promise<void> {
    await this.begin(stage);
    for (const output of lender.record.outputs)
      await place(path.join(lender.folder, output.path), this.file(output.path));
    await this.complete(stage, { ...lender.record, seconds: 0, reusedFrom: lender.name });
    await this.describe({ dataset: lender.manifest.dataset });
  }
}

async function place(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    await mkdir(path.dirname(to), { recursive: true });
    await link(from, temporary).catch(() => copyFile(from, temporary));
    await rename(temporary, to);
  } catch (error) {
    throw explainWriteError(error, to);
  }
}

/** A run that holds a finished stage which another run needs. */
export interface Lender {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly record: StageRecord;
}

/** @returns another run in the same folder whose `stage` has this key and undamaged outputs. */
export async function findLender(
  runs: string,
  borrower: string,
  stage: StageName,
  key: string,
): Promise<Lender | undefined> {
  for (const name of (await readdir(runs)).sort()) {
    if (name === borrower) continue;
    const folder = path.join(runs, name);
    const manifest = await readManifest(folder).catch(() => undefined);
    const record = manifest?.stages[stage];
    if (manifest === undefined || record?.key !== key) continue;
    if ((await firstDamaged(folder, record.outputs)) === undefined) return { name, folder, manifest, record };
  }
  return undefined;
}

/**
 * @returns the folder of a run.
 * @throws UserError when the name could lead out of the runs folder or is no file name on every system.
 */
export function runPath(runs: string, name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must keep out.
  const unsafe = /[\\/:*?"<>|\x00-\x1f]|^\.|[. ]$|^$/;
  if (unsafe.test(name) || name.length > 120) {
    throw new UserError(
      `"${name}" is not a run name; use letters, digits, ".", "-" and "_" (1 to 120 characters, no "." first or last).`,
    );
  }
  return path.join(runs, name);
}
