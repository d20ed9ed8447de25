import type { NewRunEvent } from './events.js';

/** An estimate from less time than this, in milliseconds, would be a guess. */
const leastTime = 500;

/**
 * Adds the seconds left to progress that does not tell them: as many as the rest takes at the pace so far of its stage,
 * or of its phase where it has one.
 */
export function estimateTimeLeft(emit: (event: NewRunEvent) => void): (event: NewRunEvent) => void {
  let part = '';
  let started = 0;
  let doneThen = 0;
  return (event) => {
    if (event.type !== 'progress' || event.secondsLeft !== undefined) {
      emit(event);
      return;
    }
    const { stage, phase, done, total } = event;
    const now = performance.now();
    const current = `${stage} ${phase} ${total}`;
    if (current !== part) {
      part = current;
      started = now;
      doneThen = done;
    }
    const isKnown = done > doneThen && now - started >= leastTime;
    const secondsLeft = ((now - started) / 1_000 / (done - doneThen)) * (total - done);
    emit(isKnown ? { ...event, secondsLeft } : event);
  };
}
