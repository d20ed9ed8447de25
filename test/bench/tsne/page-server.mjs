import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = fileURLToPath(new URL('../../../pipeline/dist/', import.meta.url));
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
/** What a page needs to have shared memory, and so threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Serves an empty page, the compiled engine beside it and the rows at `/rows`, on a port of its own.
 *
 * @param isolated whether the page may have threads
 * @returns the address, and how to stop
 */
export async function servePage(rows, isolated) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (isolated) for (const [name, value] of Object.entries(isolation)) response.setHeader(name, value);
    try {
      if (pathname === '/') response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
      else if (pathname === '/rows') response.end(Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength));
      else {
        const body = readFileSync(path.join(compiled, pathname));
        response.setHeader('Content-Type', types[path.extname(pathname)] ?? 'text/plain').end(body);
      }
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => server.close() };
}
