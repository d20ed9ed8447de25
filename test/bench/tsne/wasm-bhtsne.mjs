// wasm-bhtsne is made for pages: it wants their `self` and `Worker`. This file gives it both in Node, and is its worker too.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** A page's worker, as far as wasm-bhtsne uses it. Whatever file it asks for, it gets this one. */
class PageWorker {
  constructor() {
    this.worker = new Worker(new URL(import.meta.url));
    this.worker.unref();
  }
  postMessage(message) {
    this.worker.postMessage(message);
  }
  addEventListener(type, listener) {
    this.worker.on(type, (data) => listener({ data }));
  }
  removeEventListener() {}
}

const require = createRequire(import.meta.url);

globalThis.self = globalThis;
globalThis.addEventListener = () => {};
globalThis.module = { require };
globalThis.Worker = PageWorker;
const library = await import('wasm-bhtsne');

if (!isMainThread) {
  parentPort.once('message', async ({ init, receiver }) => {
    await library.default(init);
    parentPort.postMessage({ type: 'wasm_bindgen_worker_ready' });
    library.wbg_rayon_start_worker(receiver);
  });
}

/**
 * Lays out rows (arrays of numbers) in 750 iterations; returns interleaved x and y. One thread computes, and this one waits
 * for it: with two it does not come to an end here.
 */
export async function layoutWithWasmBhtsne(rows) {
  const file = require.resolve('wasm-bhtsne/wasm_bhtsne_bg.wasm');
  await library.default({ module_or_path: readFileSync(file) });
  await library.initThreadPool(1);
  const model = new library.bhtSNEf32(rows, { perplexity: 30 });
  return Float32Array.from(model.step(750).flat());
}
