import { once } from 'node:events';
import { appendFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createApp } from '@latentscape/server/app';
import { tableFromIPC } from '@uwdata/flechette';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDigitsRun } from '../support/digits-run.js';

let root: string;
let runs: string;
let server: Server;
let origin: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'latentscape-server-'));
  runs = path.join(root, 'runs');
  await makeDigitsRun(runs, 300);
  await mkdir(path.join(runs, 'broken'));
  await writeFile(path.join(runs, 'broken', 'run.json'), '{"format": 1, ');
  await mkdir(path.join(runs, 'newer'));
  await writeFile(path.join(runs, 'newer', 'run.json'), JSON.stringify({ format: 99, stages: {} }));
  await mkdir(path.join(runs, 'not-a-run'));
  await writeFile(path.join(root, 'secret.json'), '{"secret": true}');
  await symlink(path.join(root, 'secret.json'), path.join(runs, 'digits', 'link.json'));
  await symlink(root, path.join(runs, 'outside'));
  await writeFile(path.join(runs, 'digits', '.hidden.json'), '{}');
  await writeFile(path.join(runs, 'digits', 'notes.txt'), 'not an artifact');
  const web = path.join(root, 'web');
  await mkdir(path.join(web, 'assets'), { recursive: true });
  await writeFile(path.join(web, 'index.html'), '<!doctype html><title>Latentscape</title>');
  server = createApp({ runs, web }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true });
});

const get = (url: string) => request(origin).get(url);

describe('runs', () => {
  it('lists every run, and says of a damaged one what is wrong', async () => {
    const { body } = await get('/api/runs').expect(200);
    const byName = Object.fromEntries(body.runs.map((run: { name: string }) => [run.name, run]));
    expect(Object.keys(byName).sort()).toEqual(['broken', 'digits', 'newer']);
    expect(byName.digits).toMatchObject({
      status: 'done',
      dataset: { name: 'mnist', rows: 300, columns: 784 },
      seconds: expect.any(Number),
      variant: 'sparse',
      hasMap: true,
    });
    expect(byName.broken).toMatchObject({
      status: 'unreadable',
      problem: expect.stringContaining('not valid JSON'),
    });
    expect(byName.newer).toMatchObject({
      status: 'unreadable',
      problem: expect.stringContaining('newer version'),
    });
  });

  it('lists nothing where the folder of runs does not exist yet', async () => {
    const empty = createApp({ runs: path.join(root, 'nowhere'), web: root });
    const { body } = await request(empty).get('/api/runs').expect(200);
    expect(body).toEqual({ runs: [] });
  });

  it('gives the manifest of one run', async () => {
    const { body } = await get('/api/runs/digits').expect(200);
    expect(body).toMatchObject({ format: 1, name: 'digits', seed: 1 });
  });

  it('answers an unknown run with a typed error', async () => {
    const { body } = await get('/api/runs/nobody').expect(404);
    expect(body).toEqual({ error: { code: 'run-not-found', message: 'There is no run named “nobody”.' } });
  });
});

describe('artifacts', () => {
  it.each([
    ['127.0.0.1', undefined],
    ['::ffff:127.0.0.1', undefined],
    ['::1', undefined],
    ['192.0.2.127', 'gzip'],
  ])(
    'serves the Arrow table whole, compressed where it leaves the machine: to %s',
    async (address, encoding) => {
      const app = createApp({ runs, web: root });
      const distant = createServer((message, response) => {
        Object.defineProperty(message.socket, 'remoteAddress', { value: address });
        app(message, response);
      });
      const response = await request(distant)
        .get('/api/runs/digits/files/embedding.arrow')
        .set('Accept-Encoding', 'gzip')
        .buffer(true)
        .parse(collect)
        .expect(200);
      expect(response.headers['content-encoding']).toBe(encoding);
      expect(tableFromIPC(response.body).numRows).toBe(300);
    },
  );

  it('offers the CSV as a download that is named after the run', async () => {
    const response = await get('/api/runs/digits/files/embedding.csv').expect(200);
    expect(response.headers['content-disposition']).toBe('attachment; filename=digits-embedding.csv');
    expect(response.text.split('\n').length).toBe(302);
  });

  it('serves parts of a file, so that one row can be read from a large one', async () => {
    const response = await get('/api/runs/digits/files/dataset/features.npy')
      .set('Range', 'bytes=128-911')
      .buffer(true)
      .parse(collect)
      .expect(206);
    expect(response.body.length).toBe(784);
  });

  it('answers 304 while a file has not changed', async () => {
    const first = await get('/api/runs/digits/files/codes.npy');
    await get('/api/runs/digits/files/codes.npy').set('If-None-Match', first.headers.etag).expect(304);
  });

  it.each([
    '/api/runs/digits/files/missing.csv',
    '/api/runs/digits/files/notes.txt',
    '/api/runs/digits/files/dataset',
    '/api/runs/digits/files/.hidden.json',
    '/api/runs/digits/files/link.json',
    '/api/runs/digits/files/%2e%2e/%2e%2e/secret.json',
    '/api/runs/digits/files/..%2f..%2fsecret.json',
    '/api/runs/digits/files/..%5c..%5csecret.json',
    '/api/runs/digits/files/codes.npy%00.json',
    '/api/runs/%2e%2e/files/secret.json',
    '/api/runs/..%2f/files/secret.json',
    '/api/runs/outside/files/secret.json',
    '/api/runs/outside',
    '/api/nothing',
    '/.env',
    '/..%2fsecret.json',
    '/nothing',
  ])('answers 404 as JSON for %s', async (url) => {
    const { body } = await get(url).expect(404).expect('Content-Type', /json/);
    expect(body.error.message).not.toContain(root);
  });

  it('answers 400 for an address that cannot be decoded', async () => {
    const { body } = await get('/api/runs/%E0%A4%A').expect(400);
    expect(body.error.code).toBe('bad-request');
  });
});

describe('who is answered', () => {
  it.each(['localhost', '127.0.0.1:4173', '[::1]:80', 'LOCALHOST'])(
    'answers the host name %s',
    async (host) => {
      await get('/api/runs').set('Host', host).expect(200);
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '0.0.0.0', '127.0.0.1.nip.io:4173'])(
    'refuses the host name %s',
    async (host) => {
      const { body } = await get('/api/runs').set('Host', host).expect(421);
      expect(body.error.code).toBe('host-not-allowed');
    },
  );

  it('refuses what the page of another site sends', async () => {
    await get('/api/runs').set('Host', 'localhost:1').set('Origin', 'http://localhost:2').expect(403);
    await get('/api/runs').set('Origin', 'null').expect(403);
    await get('/api/runs').set('Sec-Fetch-Site', 'cross-site').set('Sec-Fetch-Mode', 'no-cors').expect(403);
    await get('/api/runs').set('Host', 'localhost:1').set('Origin', 'http://localhost:1').expect(200);
  });

  it.each(['/', '/api/runs', '/api/nothing', '/api/runs/digits/files/embedding.csv'])(
    'sends the strict headers with %s',
    async (url) => {
      const { headers } = await get(url);
      const policy = headers['content-security-policy'];
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );
});

describe('events', () => {
  it('sends what has happened, then what happens, and goes on where a reader stopped', async () => {
    const folder = path.join(runs, 'live');
    await cp(path.join(runs, 'digits'), folder, {
      recursive: true,
      filter: (file) => !file.endsWith('.json'),
    });
    const file = path.join(folder, 'events.jsonl');
    await writeFile(file, '{"type":"run-start"}\n{"type":"stage-st');

    const first = await openEvents('live');
    expect(await first.next()).toEqual({ id: '21', data: '{"type":"run-start"}' });
    await appendFile(file, 'art"}\n');
    expect(await first.next()).toEqual({ id: '44', data: '{"type":"stage-start"}' });
    first.close();

    await appendFile(file, '{"type":"run-done"}\n');
    const second = await openEvents('live', '44');
    expect(await second.next()).toEqual({ id: '64', data: '{"type":"run-done"}' });

    await writeFile(file, '{"type":"run-start"}\n');
    expect(await second.next()).toMatchObject({ event: 'restart' });
    expect(await second.next()).toMatchObject({ data: '{"type":"run-start"}' });

    await rm(folder, { recursive: true });
    expect(await second.next()).toMatchObject({ event: 'gone' });
  });

  it('answers 404 for a run without events', async () => {
    await get('/api/runs/broken/events').expect(404);
  });
});

/** Opens the event stream of a run; `next` gives the next event as its fields. */
async function openEvents(run: string, lastEventId = '') {
  const abort = new AbortController();
  const response = await fetch(`${origin}/api/runs/${run}/events`, {
    headers: { 'Last-Event-ID': lastEventId },
    signal: abort.signal,
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async next(): Promise<Record<string, string>> {
      while (!text.includes('\n\n')) {
        const { value, done } = await reader.read();
        if (done) throw new Error('the event stream ended');
        text += value;
      }
      const [message, ...rest] = text.split('\n\n');
      text = rest.join('\n\n');
      return Object.fromEntries(message.split('\n').map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
    },
    close: () => abort.abort(),
  };
}

function collect(response: unknown, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = response as NodeJS.ReadableStream;
  stream.on('data', (chunk) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
