import { once } from 'node:events';
import compression from 'compression';
import express from 'express';
import { build } from 'vite';

/**
 * Builds the page of regl-scatterplot's bare example and serves it with the runs' files. It has no content security
 * policy: regl compiles its draw calls with `new Function`, which the policy of our own page forbids.
 */
export async function serveYardstick(runs, folder) {
  await build({
    root: import.meta.dirname,
    base: './',
    logLevel: 'error',
    build: { outDir: folder, target: 'es2022', emptyOutDir: true },
  });
  const app = express().use(compression({ filter: () => true }), express.static(folder));
  const server = app.use('/runs', express.static(runs)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
