import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSweep } from '@latentscape/pipeline/store/sweeps';
import { createApp } from '@latentscape/server/app';
import request from 'supertest';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedFolder } from '../support/temporary-folder.js';

let app: ReturnType<typeof createApp>;

const sweep = (name: string, created: string) => ({
  format: 1 as const,
  name,
  created,
  dataset: { name: 'penguins', rows: 3 },
  drawnRows: 3,
  measures: [{ key: 'recall', title: 'neighbours kept', better: 'more' as const, meaning: 'a share' }],
  rows: [{ name: '<b>sparse</b>', kind: 'run' as const, runs: ['penguins'], measured: { recall: 0.4 } }],
});

beforeAll(async () => {
  const root = await sharedFolder();
  const runs = path.join(root, 'runs');
  const web = path.join(root, 'web');
  await writeSweep(runs, sweep('first', '2026-01-01T00:00:00.000Z'), Buffer.from('maps'));
  await writeSweep(runs, sweep('second', '2026-01-02T00:00:00.000Z'), Buffer.from('maps'));
  await mkdir(path.join(runs, 'damaged'));
  await writeFile(path.join(runs, 'damaged', 'sweep.json'), '{"format": 1}');
  await writeSweep(root, sweep('secret', '2026-01-03T00:00:00.000Z'), Buffer.from('secret'));
  await symlink(path.join(root, 'secret'), path.join(runs, 'outside'));
  await mkdir(path.join(runs, 'linked'));
  await writeFile(
    path.join(runs, 'linked', 'sweep.json'),
    JSON.stringify(sweep('linked', '2025-01-01T00:00:00.000Z')),
  );
  await symlink(path.join(root, 'secret', 'maps.arrow'), path.join(runs, 'linked', 'maps.arrow'));
  await mkdir(web);
  await writeFile(path.join(web, 'index.html'), 'the map');
  await writeFile(path.join(web, 'sweep.html'), 'side by side');
  app = createApp({ runs, web });
});

const get = (url: string) => request(app).get(url).set('Host', 'localhost');

describe('sweeps', () => {
  it('are listed, the newest first; what cannot be read is not', async () => {
    const { body } = await get('/api/sweeps').expect(200);
    expect(body.sweeps.map(({ name }: { name: string }) => name)).toEqual(['second', 'first', 'linked']);
    expect(body.sweeps[0]).toMatchObject({ dataset: { name: 'penguins', rows: 3 }, maps: 1 });
  });

  it('are given one by one, with their maps', async () => {
    const { body } = await get('/api/sweeps/first').expect(200);
    expect(body).toEqual(sweep('first', '2026-01-01T00:00:00.000Z'));
    const maps = await get('/api/sweeps/first/maps.arrow').responseType('blob').expect(200);
    expect(String(maps.body)).toBe('maps');
  });

  it('that do not exist, or lie outside of the folder of runs, are not found', async () => {
    const names = ['nobody', 'outside', '..%2Fsecret', '..', '.', '%2e%2e%2fsecret', 'second%00'];
    for (const name of names) {
      const { body } = await get(`/api/sweeps/${name}`).expect(404);
      expect(['sweep-not-found', 'not-found'], name).toContain(body.error.code);
    }
    await get('/api/sweeps/outside/maps.arrow').expect(404);
    await get('/api/sweeps/linked/maps.arrow').expect(404);
    await get('/api/sweeps/first/sweep.json').expect(404);
  });

  it('that are damaged are refused in words', async () => {
    const { body } = await get('/api/sweeps/damaged').expect(422);
    expect(body.error.code).toBe('sweep-unreadable');
  });

  it('have a page of their own at the address of the map', async () => {
    expect((await get('/?sweep=first').expect(200)).text).toBe('side by side');
    expect((await get('/?run=first').expect(200)).text).toBe('the map');
  });

  it('are not for other sites', async () => {
    await get('/api/sweeps').set('Origin', 'http://elsewhere.example').expect(403);
    await request(app).get('/api/sweeps').set('Host', 'elsewhere.example').expect(421);
  });
});
