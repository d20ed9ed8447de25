import type { NewRunEvent } from './events.js';

/** Progress events of one stage are at least this far apart, in milliseconds; the last one always comes through. */
const interval = 100;

/** Lets every event through but for progress that comes faster than anybody can read. */
export function throttleProgress(emit: (event: NewRunEvent) => void): (event: NewRunEvent) => void {
  let stage: string | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (event.type === 'progress') {
      const now = performance.now();
      const due = event.stage !== stage || event.done >= event.total || now - last >= interval;
      if (!due) return;
      stage = event.stage;
      last = now;
    }
    emit(event);
  };
}
