// A thread of a team: takes chunks of whatever job is current, and sleeps while there is none.
import { controlOf, kernelTable, SPINS, takeChunks } from './control.js';
import { parentPort } from './worker.js';

/** What a helper is told when it starts. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
  readonly threads: number;
}

const port = await parentPort();

port.onMessage((message) => {
  const { module, memory, control: buffer, thread, threads } = message as HelperStart;
  const { kernels } = kernelTable(new WebAssembly.Instance(module, { env: { memory } }));
  const { posted, main, aside } = controlOf(buffer, threads);
  port.post('ready');
  for (;;) {
    const seen = Atomics.load(posted, 0);
    takeChunks(aside, kernels, thread);
    takeChunks(main, kernels, thread);
    for (let spins = 0; Atomics.load(posted, 0) === seen; ) {
      if (++spins > SPINS) Atomics.wait(posted, 0, seen);
    }
  }
});
