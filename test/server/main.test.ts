import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const main = createRequire(import.meta.url).resolve('@latentscape/server/main');

let runs: string;

beforeAll(async () => {
  runs = await mkdtemp(path.join(tmpdir(), 'latentscape-main-'));
  await mkdir(path.join(runs, 'digits'));
  await writeFile(path.join(runs, 'digits', 'events.jsonl'), '{"type":"run-start"}\n');
});

afterAll(() => rm(runs, { recursive: true }));

/** Starts the server command and gathers what it prints. */
function start(...args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output };
}

it('says where the page is, serves it, and ends within seconds on SIGTERM though a stream is open', async () => {
  const { child, output } = start('--port', '0', '--runs', runs);
  await once(child.stdout!, 'data');
  const [url] = output().match(/http:\/\/localhost:\d+\//)!;
  const page = await fetch(url);
  expect(await page.text()).toContain('<title>Latentscape</title>');
  const events = await fetch(`${url}api/runs/digits/events`);
  expect(events.status).toBe(200);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

it('says in one line that the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { child, output } = start('--port', String(port), '--runs', runs);
  const [code] = await once(child, 'close');
  other.close();
  expect(output()).toBe(
    `error: port ${port} is in use; choose another with --port, or --port 0 for any free one\n`,
  );
  expect(code).toBe(1);
});

it.each([
  [
    ['--port', 'many'],
    "error: option '-p, --port <number>' argument 'many' is invalid. A port is a whole number from 0 to 65535.",
  ],
  [['--prot', '1'], "error: unknown option '--prot'\n(Did you mean --port?)"],
  [
    ['--host', '0.0.0.0'],
    'error: --host 0.0.0.0 listens on every network: name who is answered with --allowed-host NAME',
  ],
])('refuses %j with exit code 2', async (args, message) => {
  const { child, output } = start(...args);
  const [code] = await once(child, 'close');
  expect(output().trim()).toBe(message);
  expect(code).toBe(2);
});
