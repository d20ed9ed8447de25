#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { UserError } from '@latentscape/pipeline';
import { Command, InvalidArgumentError } from 'commander';
import { createApp } from './app.js';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly runs: string;
  readonly open: boolean;
  readonly allowedHost: readonly string[];
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);
const everyAddress = new Set(['0.0.0.0', '::']);

const program = new Command('latentscape-server')
  .description('Shows the runs of Latentscape in the browser.')
  .option('-p, --port <number>', 'port to listen on; 0 takes any free one', parsePort, 4173)
  .option(
    '--host <address>',
    'address to listen on; others than this machine can read your runs if you change it',
    '127.0.0.1',
  )
  .option('--allowed-host <name...>', 'host names to answer for, besides localhost', [])
  .option('--runs <folder>', 'folder that holds the runs', 'runs')
  .option('--open', 'open the page in the browser', false)
  .addHelpText('after', '\nExamples:\n  npm start -- --open\n  npm start -- --port 8080 --runs ~/maps')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

try {
  await serve(program.parse().opts<Options>());
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = error.exitCode;
}

async function serve({ port, host, runs, open, allowedHost }: Options): Promise<void> {
  const web = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@latentscape/web/package.json')),
    'dist',
  );
  if (!existsSync(path.join(web, 'index.html')))
    throw new UserError('the page is not built yet; run: npm run build', 1);
  if (everyAddress.has(host) && allowedHost.length === 0)
    throw new UserError(
      `--host ${host} listens on every network: name who is answered with --allowed-host NAME`,
    );

  const folder = path.resolve(runs);
  const named = loopback.has(host) || everyAddress.has(host) ? [] : [host.includes(':') ? `[${host}]` : host];
  const server = createServer(createApp({ runs: folder, web, allowedHosts: [...named, ...allowedHost] }));
  server.requestTimeout = 30_000;
  const url = await listen(server, port, host);
  console.log(`Latentscape shows ${folder}\n  ${url}\n  Press Ctrl-C to stop.`);
  if (!loopback.has(host))
    console.warn(`warning: everyone who can reach ${host} can read these runs and save selections in them.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop(server));
  if (open) await import('open').then(({ default: openInBrowser }) => openInBrowser(url));
}

/** Listens, or says in one line why it cannot. Returns the address to type into a browser. */
function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new UserError(
            `port ${port} is in use; choose another with --port, or --port 0 for any free one`,
            1,
          ),
        );
      else if (error.code === 'EACCES')
        reject(new UserError(`port ${port} may not be used by you; choose one above 1023`, 1));
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
        reject(new UserError(`--host ${host} is not an address of this machine`));
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      const actualPort = typeof address === 'object' && address ? address.port : port;
      const name = loopback.has(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
      resolve(`http://${name}:${actualPort}/`);
    });
  });
}

/** Takes no new requests, lets downloads finish for a second, then cuts what is left: event streams never end by themselves. */
function stop(server: Server): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => {
    server.closeAllConnections();
    process.exit(0);
  }, 1_000);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return port;
}
