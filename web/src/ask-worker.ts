import { rest } from './slices.js';

type Outcome<Answer> = { readonly error: string } | { readonly value: Answer };

/**
 * Asks a worker for the one thing that it is there for, and ends it. Rejects with what went wrong in it, or with `unable`
 * where the browser cannot run it.
 *
 * @param options.transfer Buffers in the request that the worker shall have without a copy.
 * @param options.signal Gives up waiting.
 */
export function askWorker<Request, Answer>(
  worker: Worker,
  request: Request,
  unable: string,
  { transfer = [], signal }: { readonly transfer?: Transferable[]; readonly signal?: AbortSignal } = {},
): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Outcome<Answer>>) => {
      if ('error' in data) reject(new Error(data.error));
      else resolve(data.value);
    });
    worker.addEventListener('error', () => reject(new Error(unable)));
    signal?.addEventListener('abort', () => reject(new Error('It was given up.')));
    worker.postMessage(request, transfer);
  }).finally(() => worker.terminate());
}

/** The worker's side of `askWorker`. */
export function answerOnce<Request, Answer>(answer: (request: Request) => Promise<Answer>): void {
  self.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
    const outcome: Outcome<Answer> = await answer(data).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    self.postMessage(outcome);
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
