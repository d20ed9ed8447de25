/**
 * A computation that may rest wherever it yields. `inSlices` runs it so that the page answers in between, `atOnce` where
 * nobody waits.
 */
export type Steps<T> = Generator<void, T, void>;

/** After so long, what waits gets its turn: far less than the 50 ms that a hand would feel. */
const sliceMilliseconds = 8;
const rowsInChunk = 16_384;

/** Does `work` for rows from `from` to before `to`, chunk after chunk, and may rest after each. */
export function* chunkwise(
  rows: number,
  work: (from: number, to: number) => void,
  chunk = rowsInChunk,
): Steps<void> {
  for (let from = 0; from < rows; from += chunk) {
    work(from, Math.min(rows, from + chunk));
    yield;
  }
}

export function atOnce<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** When the computations that begin in the task at hand must rest; undefined while none has begun. */
let startsUntil: number | undefined;

/** Many parts of the page may answer the same event: what they begin at once has one slice between them. */
function endOfFirstSlice(): number {
  if (startsUntil === undefined) {
    startsUntil = performance.now() + sliceMilliseconds;
    void rest().then(() => {
      startsUntil = undefined;
    });
  }
  return startsUntil;
}

/**
 * Runs a computation in slices of a few milliseconds, the first of them before this returns, unless others that began in
 * the same task have used it up.
 *
 * @param isWanted Asked after every rest; when it says no, the computation is given up and the outcome is undefined.
 */
export async function inSlices<T>(steps: Steps<T>, isWanted = () => true): Promise<T | undefined> {
  let restAt = endOfFirstSlice();
  for (;;) {
    if (performance.now() >= restAt) {
      await rest();
      if (!isWanted()) return undefined;
      restAt = performance.now() + sliceMilliseconds;
    }
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Lets events and frames have their turn; browsers that know how come back sooner than a timer would. */
export function rest(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?(): Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}
