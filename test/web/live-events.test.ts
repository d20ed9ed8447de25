import type { RunEvent } from '@latentscape/pipeline';
import { describe, expect, it } from 'vitest';
import { afterEvent, emptyLiveRun } from '../../web/src/state/live.js';

describe('a run under way', () => {
  it('knows which step each loss belongs to, however few are told', () => {
    const told = [1, 18, 95].map((done) => ({
      ...{ time: '', type: 'progress', stage: 'train', done, total: 100, unit: 'steps' },
      values: { loss: 1 / done },
    }));
    const live = told.reduce((run, event) => afterEvent(run, event as RunEvent), emptyLiveRun);
    expect(live.training).toEqual([1, 18, 95].map((step) => ({ step, loss: 1 / step })));
  });

  it('keeps each held-out loss where it was told first', () => {
    const told = [
      { done: 1 },
      { done: 10, heldOutLoss: 0.5 },
      { done: 12, heldOutLoss: 0.5 },
      { done: 20, heldOutLoss: 0.4 },
    ].map(({ done, ...values }) => ({
      ...{ time: '', type: 'progress', stage: 'train', done, total: 100, unit: 'steps' },
      values: { loss: 1, ...values },
    }));
    const live = told.reduce((run, event) => afterEvent(run, event as RunEvent), emptyLiveRun);
    expect(live.training).toEqual([
      { step: 1, loss: 1 },
      { step: 10, loss: 1, heldOutLoss: 0.5 },
      { step: 12, loss: 1 },
      { step: 20, loss: 1, heldOutLoss: 0.4 },
    ]);
  });
});
