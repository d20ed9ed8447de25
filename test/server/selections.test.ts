import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readManifest, saveSelection, selectionLimits } from '@latentscape/pipeline';
import { createApp } from '@latentscape/server/app';
import request from 'supertest';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { latentscape } from '../support/cli.js';
import { sharedFolder } from '../support/temporary-folder.js';

let runs: string;
let folder: string;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  runs = await sharedFolder();
  folder = path.join(runs, 'p');
  await latentscape([
    'run',
    'penguins',
    '--epochs',
    '8',
    '--iterations',
    '60',
    '--runs',
    runs,
    '--name',
    'p',
  ]);
  app = createApp({ runs, web: runs });
});

beforeEach(() => rm(path.join(folder, 'selections'), { recursive: true, force: true }));

const address = '/api/runs/p/selections';
const save = (body: unknown) =>
  request(app)
    .post(address)
    .set('Content-Type', 'application/json')
    .send(typeof body === 'string' ? body : JSON.stringify(body));

it('saves a selection, lists it with its rows, replaces one of the same name, and deletes it', async () => {
  const name = '<b>"odd"</b> ../\u202e=1+1 🐧';
  const { body: saved } = await save({ name: `  ${name} `, rows: [0, 5, 343] }).expect(201);
  expect(saved).toMatchObject({ name, id: expect.stringMatching(/^[0-9a-f]{16}$/) });
  await save({ name: 'a', rows: [] }).expect(201);
  await save({ name, rows: [7] }).expect(201);
  const { body, headers } = await request(app).get(address).expect(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(body.unusable).toEqual([]);
  expect(body.usable.map(({ name, rows }: { name: string; rows: number[] }) => [name, rows])).toEqual([
    [name, [7]],
    ['a', []],
  ]);
  expect((await readdir(path.join(folder, 'selections'))).sort()).toHaveLength(2);
  await request(app).delete(`${address}/${saved.id}`).expect(204);
  await request(app).delete(`${address}/${saved.id}`).expect(404);
  expect((await request(app).get(address)).body.usable).toHaveLength(1);
});

it.each([
  ['no name', { rows: [1] }, 'name'],
  ['an empty name', { name: ' ', rows: [1] }, 'a selection needs a name'],
  ['a long name', { name: 'x'.repeat(81), rows: [1] }, 'at most 80 characters'],
  ['control characters', { name: 'a\u0000b', rows: [1] }, 'no control characters'],
  ['no rows', { name: 'a' }, 'rows'],
  ['rows out of order', { name: 'a', rows: [2, 1] }, 'not ascending'],
  ['a row twice', { name: 'a', rows: [1, 1] }, 'not ascending'],
  ['half a row', { name: 'a', rows: [1.5] }, 'rows'],
  ['a row that is not there', { name: 'a', rows: [344] }, 'There is no row 344: the run has 344 rows.'],
  ['damaged JSON', '{"name": "a", ', 'could not be understood'],
  ['a list', [], 'body'],
])('refuses %s and writes nothing', async (_, body, message) => {
  const answer = await save(body).expect(400);
  expect(answer.body.error).toMatchObject({ code: 'bad-request', message: expect.stringContaining(message) });
  expect(await readdir(folder)).not.toContain('selections');
});

it('refuses what is no JSON, what is too large, what another site sends, and runs that are not there', async () => {
  await request(app)
    .post(address)
    .set('Content-Type', 'text/plain')
    .send('{"name":"a","rows":[]}')
    .expect(400);
  await save({ name: 'a', rows: Array.from({ length: 3_000_000 }, (_, i) => i) }).expect(413);
  await save({ name: 'a', rows: [] }).set('Origin', 'http://evil.example').expect(403);
  await request(app).delete(`${address}/0123456789abcdef`).set('Origin', 'null').expect(403);
  await request(app).delete(`${address}/..%2f..%2frun`).expect(404);
  await request(app).post('/api/runs/nobody/selections').send({ name: 'a', rows: [] }).expect(404);
  await request(app).get('/api/runs/..%2fp/selections').expect(404);
  expect(await readdir(folder)).toContain('run.json');
  expect(await readdir(folder)).not.toContain('selections');
});

it('changes nothing in a run that is under way', async () => {
  const lock = path.join(folder, 'run.lock');
  await writeFile(lock, JSON.stringify({ pid: process.pid, host: os.hostname(), started: '' }));
  const { body } = await save({ name: 'a', rows: [1] }).expect(409);
  expect(body.error).toEqual({
    code: 'run-busy',
    message: 'The run “p” is under way; wait until it is done.',
  });
  await rm(lock);
});

it('keeps a limited number of selections', async () => {
  const manifest = (await readManifest(folder))!;
  for (let i = 0; i < selectionLimits.perRun; i++)
    await saveSelection(folder, manifest, { name: `s${i}`, rows: [i] });
  const { body } = await save({ name: 'one more', rows: [1] }).expect(400);
  expect(body.error.message).toBe('A run keeps at most 100 selections; delete one first.');
  await save({ name: 's7', rows: [1] }).expect(201);
});

it('sets apart selections of other rows, and damaged ones', async () => {
  await save({ name: 'whole', rows: [1] }).expect(201);
  await save({ name: 'other', rows: [1] }).expect(201);
  const kept = path.join(folder, 'selections');
  for (const file of await readdir(kept)) {
    const selection = JSON.parse(await readFile(path.join(kept, file), 'utf8'));
    if (selection.name === 'other')
      await writeFile(path.join(kept, file), JSON.stringify({ ...selection, features: 'of another table' }));
  }
  await writeFile(path.join(kept, '0000000000000000.json'), '{"format": 1, "na');
  await writeFile(path.join(kept, 'notes.txt'), 'mine');
  await mkdir(path.join(kept, 'more'));
  const { body } = await request(app).get(address).expect(200);
  expect(body.usable.map(({ name }: { name: string }) => name)).toEqual(['whole']);
  expect(body.unusable).toEqual([
    { id: '0000000000000000', name: '0000000000000000.json', problem: 'unreadable' },
    { id: expect.any(String), name: 'other', problem: 'other-rows' },
  ]);
});

it('the command line exports saved selections as columns, and a selection alone', async () => {
  await save({ name: 'big, "heavy"', rows: [3, 8, 200] }).expect(201);
  await save({ name: 'nothing', rows: [] }).expect(201);
  const run = (...args: string[]) => latentscape(['export', 'p', '--runs', runs, '-o', '-', ...args]);
  const lines = (text: string) => text.trimEnd().split('\n');

  const all = lines((await run()).stdout);
  expect(all[0]).toMatch(/,"big, ""heavy""",nothing$/);
  expect(all.slice(1).flatMap((line, row) => (line.endsWith(',true,false') ? [row] : []))).toEqual([
    3, 8, 200,
  ]);
  expect(lines((await run('--selection', 'big, "heavy"', '--columns', 'id')).stdout)).toEqual([
    'id',
    '4',
    '9',
    '201',
  ]);
  expect(lines((await run('--columns', 'id,nothing')).stdout)[1]).toBe('1,false');

  const unknown = await run('--selection', 'small');
  expect([unknown.code, unknown.stderr.trim(), unknown.stdout]).toEqual([
    2,
    'error: --selection: there is no selection "small"; there are big, "heavy", nothing.',
    '',
  ]);
  const empty = await run('--selection', 'nothing');
  expect([empty.code, empty.stderr.trim()]).toEqual([2, 'error: --selection: "nothing" holds no row.']);
});

it('selections outlive a new run of the same rows, and a run of other rows leaves them out with a word', async () => {
  await save({ name: 'mine', rows: [3, 8] }).expect(201);
  const again = ['run', 'penguins', '--epochs', '9', '--iterations', '60', '--runs', runs, '--name', 'p'];
  expect((await latentscape(again)).code).toBe(0);
  const { body } = await request(app).get(address).expect(200);
  expect(body.usable).toMatchObject([{ name: 'mine', rows: [3, 8] }]);

  expect((await latentscape([...again, '--sample', '300'])).code).toBe(0);
  const { stderr, stdout } = await latentscape(['export', 'p', '--runs', runs, '-o', '-']);
  expect(stderr).toContain(
    'note: the selection "mine" was saved for other rows than the run has now; it is left out.',
  );
  expect(stdout.split('\n')[0]).not.toContain('mine');
  const alone = await latentscape(['export', 'p', '--runs', runs, '-o', '-', '--selection', 'mine']);
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('was saved for other rows')]);
});
