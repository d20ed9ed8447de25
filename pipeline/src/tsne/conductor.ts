// The worker that conducts a computation: it owns the memory and the team, and reports to whoever started it. Stopping
// early is done from outside, by ending this worker; its helpers end with it.
import { UserError } from '../errors.js';
import { Arena } from '../threads/arena.js';
import { sharedMemory } from '../threads/memory.js';
import { Team } from '../threads/team.js';
import { parentPort } from '../threads/worker.js';
import { embed } from './embed.js';
import type { Engine } from './engine.js';
import type { Job, Reply, Request, Results, Start } from './jobs.js';
import { findNeighbours } from './neighbours.js';
import { type PreparedMap, placeOnMap, prepareMap } from './placement.js';
import { randomFrom } from './random.js';

const port = await parentPort();
const say = (reply: Reply, transfer: readonly ArrayBuffer[] = []): void => port.post(reply, transfer);

let engine: Promise<Engine>;
let map: PreparedMap | undefined;

port.onMessage(async (message) => {
  const request = message as Request;
  try {
    if ('start' in request) {
      engine = makeEngine(request.start);
      engine.catch(() => {}); // the first job tells it
    } else say({ type: 'done', result: perform(request.job, await engine) });
  } catch (error) {
    const exitCode = error instanceof UserError ? error.exitCode : undefined;
    say({ type: 'failed', message: (error as Error).message, exitCode });
  }
});

async function makeEngine({ module, threads, seed }: Start): Promise<Engine> {
  const memory = sharedMemory();
  return {
    team: await Team.start(module, memory, threads),
    arena: new Arena(memory),
    random: randomFrom(seed),
    report: throttled((phase, done, total) => say({ type: 'progress', phase, done, total })),
  };
}

function perform(job: Job, engine: Engine): Results[Job['kind']] {
  switch (job.kind) {
    case 'embed':
      return embed(engine, job.input, job.settings, (state, embedding) =>
        say({ type: 'iteration', state, embedding }, [embedding.buffer as ArrayBuffer]),
      );
    case 'neighbours':
      return findNeighbours(engine, job);
    case 'prepareMap':
      map = prepareMap(engine, job);
      return undefined;
    case 'place':
      if (!map) throw new Error('There is no map to place rows on.');
      return placeOnMap(engine, map, job.data);
  }
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
