// A thread of a team: takes chunks of whatever job is current, and sleeps while there is none.
import { controlOf, JOBS, kernelTable, SPINS, takeChunks } from './control.js';
import { parentPort } from './worker.js';

/** What a helper is told when it starts. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: SharedArrayBuffer;
  readonly thread: number;
}

const port = await parentPort();

port.onMessage((message) => {
  const { module, memory, control: buffer, thread } = message as HelperStart;
  const { kernels } = kernelTable(new WebAssembly.Instance(module, { env: { memory } }));
  const control = controlOf(buffer);
  const { words } = control;
  port.post('ready');
  for (;;) {
    const jobs = Atomics.load(words, JOBS);
    takeChunks(control, kernels, thread);
    for (let spins = 0; Atomics.load(words, JOBS) === jobs; ) {
      if (++spins > SPINS) Atomics.wait(words, JOBS, jobs);
    }
  }
});
