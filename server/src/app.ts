import compression from 'compression';
import express, { type Express } from 'express';
import { answerErrors, HttpError } from './http-error.js';
import { eventRoutes } from './routes/events.js';
import { fileRoutes } from './routes/files.js';
import { runRoutes } from './routes/runs.js';
import { selectionRoutes } from './routes/selections.js';
import { sweepRoutes } from './routes/sweeps.js';
import { refuseStrangers, securityHeaders } from './security.js';

export interface AppOptions {
  /** The folder that holds the runs. */
  readonly runs: string;
  /** The built page. */
  readonly web: string;
  /** Host names, without port, that are answered besides `localhost`, `127.0.0.1` and `[::1]`. @default [] */
  readonly allowedHosts?: readonly string[];
}

/** The whole server as an Express application: the API under `/api`, the page at `/`. */
export function createApp({ runs, web, allowedHosts = [] }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(securityHeaders, refuseStrangers(allowedHosts), compression({ filter: isWorthCompressing }));
  app.use('/api/runs', runRoutes(runs), fileRoutes(runs), eventRoutes(runs), selectionRoutes(runs));
  app.use('/api/sweeps', sweepRoutes(runs));
  app.use('/api', () => {
    throw new HttpError(404, 'not-found', 'The API has no such address.');
  });
  // A comparison of maps is a page of its own, at the same address as the map.
  app.get('/', ({ query }, response, next) => {
    if (query.sweep === undefined) next();
    else response.sendFile('sweep.html', { root: web, cacheControl: false });
  });
  app.use('/assets', express.static(`${web}/assets`, { immutable: true, maxAge: '1y', redirect: false }));
  app.use(express.static(web, { cacheControl: false, redirect: false }));
  app.use(() => {
    throw new HttpError(404, 'not-found', 'There is nothing at this address.');
  });
  app.use(answerErrors);
  return app;
}

/**
 * Arrow tables become half as large, which takes longer than handing them to a browser on the same machine; event streams
 * must not be held back by a compressor.
 */
const isWorthCompressing: compression.CompressionFilter = (request, response) => {
  const type = String(response.getHeader('Content-Type') ?? '');
  if (type.startsWith('text/event-stream')) return false;
  if (type.startsWith('application/vnd.apache.arrow')) return !isOnThisMachine(request.socket.remoteAddress);
  return compression.filter(request, response);
};

function isOnThisMachine(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
