import { rest } from './slices.js';

/** Several questions may be under way at a time; each has a number. */
interface Call<Question> {
  readonly id: number;
  readonly question: Question;
}

type Answered = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

interface Asker {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that answers questions of one kind. */
export interface AskedWorker<Question> {
  /**
   * Rejects with what went wrong in the worker, and where the worker itself has failed.
   *
   * @param transfer Buffers in the question that the worker shall have without a copy.
   */
  ask<Answer>(question: Question, transfer?: Transferable[]): Promise<Answer>;
  /** Ends the worker; what it has not answered stays open. */
  close(): void;
}

/** @param unable What to say where the browser cannot run the worker. */
export function askedWorker<Question>(worker: Worker, unable: string): AskedWorker<Question> {
  const waiting = new Map<number, Asker>();
  let lastId = 0;
  let failed = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    const asker = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) asker?.reject(new Error(data.error));
    else asker?.resolve(data.value as never);
  });
  worker.addEventListener('error', () => {
    failed = true;
    for (const { reject } of waiting.values()) reject(new Error(unable));
    waiting.clear();
  });
  return {
    ask(question, transfer = []) {
      if (failed) return Promise.reject(new Error(unable));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, question } satisfies Call<Question>, transfer);
      });
    },
    close: () => worker.terminate(),
  };
}

/** The worker's side of it. */
export function answerQuestions<Question>(answer: (question: Question) => unknown): void {
  self.addEventListener('message', async ({ data: { id, question } }: MessageEvent<Call<Question>>) => {
    try {
      self.postMessage({ id, value: await answer(question) } satisfies Answered);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      self.postMessage({ id, error: message } satisfies Answered);
    }
  });
}

/** Asks a worker for the one thing that it is there for, and ends it. @param signal Gives up waiting. */
export function askOnce<Question, Answer>(
  worker: Worker,
  question: Question,
  unable: string,
  { transfer, signal }: { readonly transfer?: Transferable[]; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  const asked = askedWorker<Question>(worker, unable);
  const settled = new AbortController();
  return new Promise<Answer>((resolve, reject) => {
    const giveUp = (): void => reject(new Error('It was given up.'));
    if (signal?.aborted) return giveUp();
    signal?.addEventListener('abort', giveUp, { signal: settled.signal });
    asked.ask<Answer>(question, transfer).then(resolve, reject);
  }).finally(() => {
    settled.abort();
    asked.close();
  });
}

/**
 * Copies arrays, each in a task of its own, so that a worker can be given them: all at once, as messages copy what they
 * hold, a million rows would take longer than a frame.
 */
export async function copied<Arrays extends Readonly<Record<string, Float32Array | Uint8Array>>>(
  arrays: Arrays,
): Promise<{ readonly copies: Arrays; readonly buffers: Transferable[] }> {
  const entries: [string, Float32Array | Uint8Array][] = [];
  for (const [name, array] of Object.entries(arrays)) {
    await rest();
    entries.push([name, array.slice()]);
  }
  return {
    copies: Object.fromEntries(entries) as Arrays,
    buffers: entries.map(([, { buffer }]) => buffer as ArrayBuffer),
  };
}
