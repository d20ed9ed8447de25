import path from 'node:path';
import { InterruptedError, UserError } from './errors.js';
import type { RunOptions } from './options.js';
import { runName } from './run-name.js';
import { embed } from './stages/embed.js';
import { encode } from './stages/encode.js';
import { evaluate } from './stages/evaluate.js';
import { exportStage } from './stages/export.js';
import { ingest } from './stages/ingest.js';
import { removeLiveFiles } from './stages/live-reconstructions.js';
import { RunData } from './stages/run-data.js';
import type { Stage, StageContext } from './stages/stage.js';
import { train } from './stages/train.js';
import { firstDamaged, sha256OfValue } from './store/checksum.js';
import { EventLog } from './store/event-log.js';
import type { RunEvent, StageName } from './store/events.js';
import type { Manifest } from './store/manifest.js';
import { findLender, RunFolder } from './store/run-folder.js';
import { throttleProgress } from './store/throttle-progress.js';
import { estimateTimeLeft } from './store/time-left.js';
import { versions } from './versions.js';

/** The one place that knows the order. */
const stages: readonly Stage[] = [ingest, train, encode, embed, evaluate, exportStage];

export interface RunHooks {
  /** Called with every event as it happens; the same events are appended to `events.jsonl`. */
  readonly onEvent?: (event: RunEvent) => void;
  readonly signal?: AbortSignal;
}

/** What a finished run is: where it lies and what each stage found. */
export interface RunResult {
  readonly name: string;
  readonly folder: string;
  readonly seconds: number;
  readonly manifest: Manifest;
}

/**
 * Runs the stages in order. A stage whose key and checksums hold is not run again, in this run or in another one of
 * the same folder that can lend it; so a run that was stopped, or killed, goes on where it was.
 *
 * @throws UserError for bad input, which leaves no new folder behind, and for a disk or folder that cannot be written to.
 * @throws InterruptedError when `signal` was aborted; finished stages are kept.
 */
export async function run(options: RunOptions, hooks: RunHooks = {}): Promise<RunResult> {
  const started = performance.now();
  const ingestKey = await stageKey(ingest, options, new Map());
  const name = await runName(options, ingestKey);
  const folder = await RunFolder.open(options.runs, name, {
    seed: options.seed,
    options: { ...options, runs: undefined, name: undefined, memory: undefined },
    versions,
  });
  try {
    await bringAllUpToDate(options, folder, ingestKey, started, hooks);
    return { name, folder: folder.path, seconds: secondsSince(started), manifest: folder.contents };
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) await folder.discard();
    throw error;
  } finally {
    await folder.release();
  }
}

/** The stages one after the other, and what happens told to the log of events. */
async function bringAllUpToDate(
  options: RunOptions,
  folder: RunFolder,
  ingestKey: string,
  started: number,
  { onEvent, signal }: RunHooks,
): Promise<void> {
  const log = new EventLog(folder.path, onEvent);
  const emit = throttleProgress(estimateTimeLeft((event) => log.emit(event)));
  try {
    emit({ type: 'run-start', run: folder.name, stages: stages.map((stage) => stage.name) });
    const context: StageContext = {
      options,
      folder,
      data: new RunData(folder.path, options.memory),
      emit,
      signal: signal ?? new AbortController().signal,
    };
    const keys = new Map<StageName, string>();
    for (const stage of stages) {
      const key = stage === ingest ? ingestKey : await stageKey(stage, options, keys);
      keys.set(stage.name, key);
      await bringUpToDate(stage, key, context);
      if (stage === ingest) checkOptions(context);
    }
    await removeLiveFiles(folder);
    emit({ type: 'run-done', seconds: secondsSince(started) });
  } catch (error) {
    const interrupted = error instanceof InterruptedError;
    emit(interrupted ? { type: 'run-interrupted' } : { type: 'run-failed', error: (error as Error).message });
    throw interrupted && signal?.aborted ? signal.reason : error;
  } finally {
    log.close();
  }
}

/** Every stage looks at the options and the data, before any of them spends minutes. */
function checkOptions({ options, folder }: StageContext): void {
  const { dataset } = folder.contents;
  if (dataset !== undefined) for (const stage of stages) stage.check?.(options, dataset);
}

/** Leaves the stage's outputs in the folder, by the cheapest way that is right: keep, borrow or execute. */
async function bringUpToDate(stage: Stage, key: string, context: StageContext): Promise<void> {
  const { folder, emit, signal, options } = context;
  if (signal.aborted) throw new InterruptedError();
  if (await holds(stage.name, key, context)) {
    emit({ type: 'stage-reused', stage: stage.name, from: folder.name });
    return;
  }
  const lender = await findLender(options.runs, folder.name, stage.name, key);
  if (lender !== undefined) {
    await folder.borrow(stage.name, lender);
    emit({ type: 'stage-reused', stage: stage.name, from: lender.name });
    return;
  }
  if (!stage.beginsItself) await folder.begin(stage.name);
  emit({ type: 'stage-start', stage: stage.name });
  const started = performance.now();
  const { outputs, values } = await stage.execute(context);
  const seconds = secondsSince(started);
  await folder.complete(stage.name, { key, seconds, outputs: [...outputs], values: { ...values } });
  emit({ type: 'stage-done', stage: stage.name, seconds, values });
}

async function holds(stage: StageName, key: string, { folder, emit }: StageContext): Promise<boolean> {
  const record = folder.record(stage);
  if (record?.key !== key) return false;
  const damaged = await firstDamaged(folder.path, record.outputs);
  if (damaged === undefined) return true;
  const text = `${path.join(folder.path, damaged)} is missing or damaged; the stage ${stage} runs again.`;
  emit({ type: 'message', level: 'warning', stage, text });
  return false;
}

/** Hash of all that a stage's outputs depend on. */
async function stageKey(
  { name, version, reads, dependsOn }: Stage,
  options: RunOptions,
  keys: ReadonlyMap<StageName, string>,
): Promise<string> {
  const inputs = reads.map((input) => keys.get(input));
  return sha256OfValue({ name, version, options: await dependsOn(options), inputs });
}

const secondsSince = (started: number) => Math.round(performance.now() - started) / 1000;
