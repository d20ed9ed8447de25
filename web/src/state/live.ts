import type { RunEvent, StageName, Values } from '@latentscape/pipeline';

/** One stage as its events tell it. */
export interface StageProgress {
  readonly stage: StageName;
  readonly state: 'waiting' | 'running' | 'done' | 'reused';
  /** A part of the stage that has a name of its own. */
  readonly phase?: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly secondsLeft?: number;
  readonly seconds?: number;
  readonly values: Values;
}

export interface LiveSnapshot {
  readonly path: string;
  readonly iteration?: number;
}

export interface LiveReconstructions {
  readonly path: string;
  readonly epoch?: number;
  /** How often the file was written: it keeps its name. */
  readonly edition: number;
}

/** A run as its events tell it: what the terminal shows, and a little more. */
export interface LiveRun {
  readonly status: 'running' | 'done' | 'failed' | 'interrupted';
  readonly stages: readonly StageProgress[];
  /**
   * The values of the training's progress events and the step that each tells of, oldest first. A held-out loss stands
   * where it was told first, which is when its epoch ended. Of a long training not every event is kept: a curve has only so
   * many pixels.
   */
  readonly training: readonly (Values & { readonly step: number })[];
  /** The snapshot of the map that was written last. */
  readonly snapshot?: LiveSnapshot;
  /** What the autoencoder made of some rows lately. */
  readonly reconstructions?: LiveReconstructions;
  readonly error?: string;
}

/** Records of a training that are kept, at most; half of them or fewer once some are left out. */
const mostRecords = 4000;

export const emptyLiveRun: LiveRun = { status: 'running', stages: [], training: [] };

/** The run after one more event. */
export function afterEvent(run: LiveRun, event: RunEvent): LiveRun {
  switch (event.type) {
    case 'run-start':
      return { ...emptyLiveRun, stages: event.stages.map(waitingStage) };
    case 'stage-start':
      return withStage(run, event.stage, { state: 'running' });
    case 'stage-reused':
      return withStage(run, event.stage, { state: 'reused' });
    case 'progress': {
      const { stage, phase, done, total, unit, secondsLeft, values } = event;
      const after = withStage(run, stage, {
        state: 'running',
        phase,
        done,
        total,
        unit,
        secondsLeft,
        ...(values && { values }),
      });
      return stage === 'train' && values
        ? { ...after, training: thinned([...run.training, { ...onlyNew(values, run.training), step: done }]) }
        : after;
    }
    case 'stage-done':
      return withStage(run, event.stage, {
        state: 'done',
        seconds: event.seconds,
        secondsLeft: undefined,
        ...(event.values && { values: event.values }),
      });
    case 'artifact':
      return afterArtifact(run, event.path, event.values);
    case 'run-done':
      return { ...run, status: 'done' };
    case 'run-failed':
      return { ...run, status: 'failed', error: event.error };
    case 'run-interrupted':
      return { ...run, status: 'interrupted' };
    default:
      return run;
  }
}

/** The values without the held-out loss where it is the one that was told before. */
function onlyNew(values: Values, before: LiveRun['training']): Values {
  const { heldOutLoss, ...others } = values;
  const known = before.findLast((record) => record.heldOutLoss !== undefined)?.heldOutLoss;
  return heldOutLoss === undefined || heldOutLoss === known ? others : values;
}

/** Of too many records, those are left out that are nearest to the one before of their kind: with a held-out loss, or without. */
function thinned(training: LiveRun['training']): LiveRun['training'] {
  if (training.length < mostRecords) return training;
  const last = training.length - 1;
  const apart = (4 * (training[last].step - training[0].step)) / mostRecords;
  const next = { heldOut: 0, other: 0 };
  return training.filter(({ step, heldOutLoss }, i) => {
    const kind = heldOutLoss === undefined ? 'other' : 'heldOut';
    if (step < next[kind] && i < last) return false;
    next[kind] = step + apart;
    return true;
  });
}

function afterArtifact(run: LiveRun, path: string, values: Values = {}): LiveRun {
  if (path.startsWith('snapshots/') && path.endsWith('.npy'))
    return { ...run, snapshot: { path, iteration: values.iteration } };
  if (path !== 'live/reconstructions.npy') return run;
  const edition = (run.reconstructions?.edition ?? 0) + 1;
  return { ...run, reconstructions: { path, epoch: values.epoch, edition } };
}

function waitingStage(stage: StageName): StageProgress {
  return { stage, state: 'waiting', done: 0, total: 0, unit: '', values: {} };
}

function withStage(run: LiveRun, name: StageName, patch: Partial<StageProgress>): LiveRun {
  const known = run.stages.some(({ stage }) => stage === name);
  const stages = known ? run.stages : [...run.stages, waitingStage(name)];
  return { ...run, stages: stages.map((stage) => (stage.stage === name ? { ...stage, ...patch } : stage)) };
}
