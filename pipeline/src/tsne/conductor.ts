// The worker that conducts a computation: it owns the memory and the team, and reports to whoever started it. Stopping
// early is done from outside, by ending this worker; its helpers end with it.
import { UserError } from '../errors.js';
import { Team } from '../threads/team.js';
import { parentPort } from '../threads/worker.js';
import { Arena } from './arena.js';
import { embed } from './embed.js';
import type { Engine } from './engine.js';
import type { Job, Reply, Request, Results } from './jobs.js';
import { findNeighbours } from './neighbours.js';
import { randomFrom } from './random.js';

const port = await parentPort();
const say = (reply: Reply, transfer: readonly ArrayBuffer[] = []): void => port.post(reply, transfer);

port.onMessage(async (message) => {
  try {
    const { module, threads, seed, job } = message as Request;
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    const team = await Team.start(module, memory, threads);
    const report = throttled((phase, done, total) => say({ type: 'progress', phase, done, total }));
    const result = perform(job, { team, arena: new Arena(memory), random: randomFrom(seed), report });
    team.close();
    say({ type: 'done', result });
  } catch (error) {
    say({ type: 'failed', message: (error as Error).message, user: error instanceof UserError });
  }
});

function perform(job: Job, engine: Engine): Results[Job['kind']] {
  if (job.kind === 'neighbours') return findNeighbours(engine, job);
  return embed(engine, job.input, job.settings, (state, embedding) =>
    say({ type: 'iteration', state, embedding }, [embedding.buffer as ArrayBuffer]),
  );
}

/** Passes on at most ten reports a second, and the last of each phase. */
function throttled(report: Engine['report']): Engine['report'] {
  let last = 0;
  return (phase, done, total) => {
    const now = performance.now();
    if (now - last < 100 && done < total) return;
    last = now;
    report(phase, done, total);
  };
}
