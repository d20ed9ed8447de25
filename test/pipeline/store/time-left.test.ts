import type { NewRunEvent } from '@latentscape/pipeline/store/events';
import { estimateTimeLeft } from '@latentscape/pipeline/store/time-left';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.useRealTimers();
});

const progress = (phase: string | undefined, done: number, secondsLeft?: number) =>
  ({ type: 'progress', stage: 'embed', phase, done, total: 100, unit: 'rows', secondsLeft }) as const;

test('what is left takes as long as the pace so far of the same phase says, and no phase begins with a guess', () => {
  vi.useFakeTimers();
  const told: (number | undefined)[] = [];
  const emit = estimateTimeLeft((event: NewRunEvent) => {
    if (event.type === 'progress') told.push(event.secondsLeft);
  });
  const emitAfter = (milliseconds: number, event: NewRunEvent) => {
    vi.advanceTimersByTime(milliseconds);
    emit(event);
  };
  emitAfter(5_000, progress('neighbours', 10));
  emitAfter(100, progress('neighbours', 20));
  emitAfter(1_900, progress('neighbours', 30));
  emitAfter(4_000, progress('neighbours', 100));
  emitAfter(9_000, progress('affinities', 1));
  emitAfter(1_000, progress('affinities', 100));
  emitAfter(1_000, progress(undefined, 50, 7));
  expect(told).toEqual([undefined, undefined, 7, 0, undefined, 0, 7]);
});
