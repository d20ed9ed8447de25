/** A worker that runs an ES module, in Node and in browsers alike. */
export interface ModuleWorker {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  terminate(): void;
}

/** What the code inside a worker uses to talk with whoever started it. */
export interface Port {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface BrowserPort {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: string, listener: (event: { data?: unknown; message?: string }) => void): void;
  terminate(): void;
}

const BrowserWorker = (globalThis as { Worker?: new (url: URL, options: { type: 'module' }) => BrowserPort })
  .Worker;

const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;

/** Whether a worker comes to life though its starter blocks: browsers need the starter's event loop for that. */
export const startsBesideBusyCaller = inNode;

/**
 * Starts the module at `url` in a worker.
 *
 * @param onMessage called with each message of the worker
 * @param onError called once when the worker dies of an error
 */
export async function startWorker(
  url: URL,
  onMessage: (message: unknown) => void,
  onError: (error: Error) => void,
): Promise<ModuleWorker> {
  if (inNode) {
    const { Worker } = await import('node:worker_threads');
    const worker = new Worker(url);
    worker.on('message', onMessage);
    worker.on('error', onError);
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer),
      terminate: () => void worker.terminate(),
    };
  }
  if (!BrowserWorker) throw new Error('This environment has no workers.');
  const worker = new BrowserWorker(url, { type: 'module' });
  worker.addEventListener('message', (event) => onMessage(event.data));
  worker.addEventListener('error', (event) => onError(new Error(event.message ?? `Could not start ${url}`)));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    terminate: () => worker.terminate(),
  };
}

/** The port to the starter of this worker. */
export async function parentPort(): Promise<Port> {
  if (inNode) {
    const { parentPort: port } = await import('node:worker_threads');
    if (!port) throw new Error('Not in a worker.');
    return {
      post: (message, transfer = []) => port.postMessage(message, transfer),
      onMessage: (listener) => port.on('message', listener),
    };
  }
  const scope = globalThis as unknown as BrowserPort;
  return {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (listener) => scope.addEventListener('message', (event) => listener(event.data)),
  };
}

/** How many threads can run at once here. */
export async function availableThreads(): Promise<number> {
  if (inNode) return (await import('node:os')).availableParallelism();
  return (globalThis as { navigator?: { hardwareConcurrency?: number } }).navigator?.hardwareConcurrency ?? 1;
}
