import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, cp } from 'node:fs/promises';
import path from 'node:path';
import type { Manifest, StageName } from '@latentscape/pipeline';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { latentscape } from '../../support/cli.js';
import { sharedFolder, temporaryFolder } from '../../support/temporary-folder.js';

/** A real, small run: 2,000 digits, a narrow network. */
const small = ['run', 'mnist', '--sample', '2000', '--hidden', '64', '--epochs', '12', '--json'];
const name = 'mnist-sample-2000-hidden-64-epochs-12';

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, 'run.json'), 'utf8'));
const events = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const stagesThat = (type: string, stdout: string): StageName[] =>
  events(stdout).flatMap((event) => (event.type === type ? [event.stage] : []));
const everyStage = ['ingest', 'train', 'encode', 'embed', 'evaluate', 'export'];

/** SHA-256 of every artifact that a stage wrote. */
const checksums = (folder: string) =>
  Object.fromEntries(
    Object.values(manifest(folder).stages).flatMap((stage) =>
      stage.outputs.map(({ path: file, sha256 }) => [file, sha256]),
    ),
  );

let runs: string;
let folder: string;
let stdout: string;

beforeAll(async () => {
  runs = await sharedFolder();
  const finished = await latentscape([...small, '--runs', runs]);
  expect(finished.stderr).toBe('');
  expect(finished.code).toBe(0);
  stdout = finished.stdout;
  folder = path.join(runs, name);
});

describe('a run of 2,000 digits', () => {
  test('says what happens as it happens', () => {
    expect(stagesThat('stage-start', stdout)).toEqual(everyStage);
    expect(stagesThat('stage-done', stdout)).toEqual(everyStage);
    expect(readFileSync(path.join(folder, 'events.jsonl'), 'utf8')).toBe(stdout);
  });

  test('shows reconstructions while it trains, and leaves nothing of that behind', () => {
    const live = events(stdout).filter(({ path: file }) => file === 'live/reconstructions.npy');
    expect(live.length).toBeGreaterThan(0);
    expect(live.every(({ stage, values }) => stage === 'train' && values.epoch >= 1)).toBe(true);
    expect(readdirSync(folder)).not.toContain('live');
  });

  test('leaves embedding.csv: id, label, x, y, one line a row, finite, ten labels', () => {
    const [header, ...lines] = readFileSync(path.join(folder, 'embedding.csv'), 'utf8').trimEnd().split('\n');
    expect(header).toBe('id,label,x,y');
    expect(lines).toHaveLength(2000);
    const rows = lines.map((line) => line.split(','));
    expect(new Set(rows.map(([id]) => id)).size).toBe(2000);
    expect([...new Set(rows.map(([, label]) => label))].sort()).toEqual([...'0123456789']);
    for (const [, , x, y] of rows)
      expect(Number.isFinite(Number(x)) && Number.isFinite(Number(y))).toBe(true);
  });

  test('writes the same points as Arrow, readable by another library, and the codes as .npy', () => {
    const table = tableFromIPC(readFileSync(path.join(folder, 'embedding.arrow')));
    const lines = readFileSync(path.join(folder, 'embedding.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const codes = parseNpy(readFileSync(path.join(folder, 'codes.npy')), 'codes.npy');
    expect(codes.shape).toEqual([2000, 32]);
    for (const row of [0, 1, 777, 1999]) {
      const [id, label, x, y] = lines[row].split(',');
      const point = table.get(row)!;
      expect([point.id, point.label]).toEqual([id, label]);
      expect([point.x, point.y]).toEqual([Math.fround(Number(x)), Math.fround(Number(y))]);
    }
  });

  test('lists every file it left, with its true checksum, and names no path outside itself', () => {
    const written = checksums(folder);
    for (const [file, sha256] of Object.entries(written)) {
      const bytes = readFileSync(path.join(folder, file));
      expect(createHash('sha256').update(bytes).digest('hex'), file).toBe(sha256);
      if (/\.(json|csv)$/.test(file)) expect(bytes.toString()).not.toContain(path.dirname(folder));
    }
    const left = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    expect(left.sort()).toEqual([...Object.keys(written), 'events.jsonl', 'run.json'].sort());
    expect(readFileSync(path.join(folder, 'run.json'), 'utf8')).not.toContain(path.dirname(folder));
  });

  test('makes a map on which digits find their own kind', () => {
    const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'));
    const { stages } = manifest(folder);
    expect(stages.evaluate!.values!.labelAccuracyMap).toBeGreaterThan(0.75);
    expect(report.story[0]).toMatch(/^\d+ of 100 points sit among their own label on the map/);
    expect(stages.embed!.values!.klDivergence).toBeGreaterThan(0);
    expect(report.codes.mean).toBeGreaterThan(0);
  });
});

describe('what has been done is not done again', () => {
  test('the same command takes every stage from what is there', async () => {
    const before = checksums(folder);
    const again = await latentscape([...small, '--runs', runs]);
    expect(stagesThat('stage-reused', again.stdout)).toEqual(everyStage);
    expect(stagesThat('stage-start', again.stdout)).toEqual([]);
    expect(checksums(folder)).toEqual(before);
  });

  test('another perplexity trains nothing: a new run borrows data, model and codes', async () => {
    const { stdout } = await latentscape([...small, '--perplexity', '10', '--runs', runs]);
    expect(stagesThat('stage-reused', stdout)).toEqual(['ingest', 'train', 'encode']);
    expect(stagesThat('stage-start', stdout)).toEqual(['embed', 'evaluate', 'export']);
    const other = path.join(runs, `${name}-perplexity-10`);
    expect(manifest(other).stages.train!.reusedFrom).toBe(path.basename(folder));
    expect(checksums(other)['codes.npy']).toBe(checksums(folder)['codes.npy']);
    expect(checksums(other)['embedding.csv']).not.toBe(checksums(folder)['embedding.csv']);
  });

  test('a folder that was copied elsewhere goes on there', async () => {
    const elsewhere = await temporaryFolder();
    await cp(folder, path.join(elsewhere, path.basename(folder)), { recursive: true });
    const { stdout } = await latentscape([...small, '--runs', elsewhere]);
    expect(stagesThat('stage-start', stdout)).toEqual([]);
  });

  test('a damaged artifact is named and made again, to the same bytes', async () => {
    const elsewhere = await temporaryFolder();
    const copy = path.join(elsewhere, path.basename(folder));
    await cp(folder, copy, { recursive: true });
    await appendFile(path.join(copy, 'codes.npy'), 'x');
    const { stdout } = await latentscape([...small, '--runs', elsewhere]);
    const warnings = events(stdout).filter((event) => event.level === 'warning' && event.stage === 'encode');
    expect(warnings[0].text).toBe(
      `${path.join(copy, 'codes.npy')} is missing or damaged; the stage encode runs again.`,
    );
    expect(checksums(copy)).toEqual(checksums(folder));
  });
});

// Two whole runs: where browsers share the cores they take a while.
test('the same seed gives the same bytes with another number of threads; another seed does not', async () => {
  const elsewhere = await temporaryFolder();
  await latentscape([...small, '--threads', '3', '--runs', elsewhere]);
  expect(checksums(path.join(elsewhere, path.basename(folder)))).toEqual(checksums(folder));
  await latentscape([...small, '--seed', '2', '--name', 'other', '--runs', elsewhere]);
  expect(checksums(path.join(elsewhere, 'other'))['codes.npy']).not.toBe(checksums(folder)['codes.npy']);
}, 180_000);
