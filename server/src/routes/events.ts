import { type Response, Router } from 'express';
import { containedFile } from '../contained-file.js';
import { follow } from '../follow.js';

const heartbeatMilliseconds = 15_000;

/**
 * `GET /api/runs/:run/events`: the run's `events.jsonl` as server-sent events, from the start and then as it grows.
 * The id of an event is the byte offset behind its line, so a browser that comes back with `Last-Event-ID` goes on
 * exactly where it stopped. `event: restart` says that the file was written anew; `event: gone` that it was deleted.
 */
export function eventRoutes(root: string): Router {
  const router = Router();
  router.get('/:run/events', async (request, response) => {
    const file = await containedFile(root, request.params.run, ['events.jsonl']);
    const from = Math.max(0, Number.parseInt(request.get('last-event-id') ?? '', 10) || 0);
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).flushHeaders();
    const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMilliseconds);
    try {
      for await (const line of follow(file, { from, signal: closed.signal })) {
        const message =
          line === 'restart' ? 'event: restart\nid: 0\ndata:\n\n' : `id: ${line.end}\ndata: ${line.text}\n\n`;
        if (!response.write(message)) await drained(response);
      }
      if (!closed.signal.aborted) response.write('event: gone\ndata:\n\n');
    } finally {
      clearInterval(heartbeat);
      response.end();
    }
  });
  return router;
}

/** Waits until a slow reader has caught up, or has left. */
function drained(response: Response): Promise<void> {
  return new Promise((resolve) => {
    if (response.closed) return resolve();
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
