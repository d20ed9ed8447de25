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

  it('thins a long training, but keeps its ends and what was held out', () => {
    let live = emptyLiveRun;
    for (let done = 1; done <= 20_000; done++) {
      const heldOut = done % 1000 === 0 && { heldOutLoss: 1 / done };
      const event = { time: '', type: 'progress', stage: 'train', done, total: 20_000, unit: 'steps' };
      live = afterEvent(live, { ...event, values: { loss: 1, ...heldOut } } as RunEvent);
    }
    const steps = live.training.map(({ step }) => step);
    expect(steps.length).toBeLessThan(4000);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect([steps[0], steps.at(-1)]).toEqual([1, 20_000]);
    expect(live.training.filter(({ heldOutLoss }) => heldOutLoss !== undefined)).toHaveLength(20);
    expect(Math.max(...steps.slice(1).map((step, i) => step - steps[i]))).toBeLessThan(100);
  });
});
