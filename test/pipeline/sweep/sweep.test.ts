import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  listRuns,
  listSweeps,
  type QualityReport,
  type RunEvent,
  readSweep,
  removeRun,
  sweepMapsFile,
} from '@latentscape/pipeline';
import { runList } from '@latentscape/pipeline/cli/summary';
import { sweepCsv, sweepTable } from '@latentscape/pipeline/cli/sweep-command';
import { numberColumn, readArrow } from '@latentscape/pipeline/data/arrow-table';
import { runDefaults } from '@latentscape/pipeline/options';
import { RunData } from '@latentscape/pipeline/stages/run-data';
import { bestRows, type SweepRow } from '@latentscape/pipeline/sweep/measures';
import { type SweepOptions, sweep } from '@latentscape/pipeline/sweep/sweep';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFolder } from '../../support/temporary-folder.js';

let runs: string;
let rows: readonly SweepRow[];
let name: string;
const events: RunEvent[] = [];
const messages: string[] = [];

const settings = (options: Partial<SweepOptions>): SweepOptions => ({
  base: {
    ...runDefaults,
    source: ['penguins'],
    runs,
    autoencoder: { ...runDefaults.autoencoder, epochs: 60 },
    embedding: { ...runDefaults.embedding, iterations: 250 },
  },
  variants: ['sparse'],
  perplexities: [10, 30],
  seeds: 1,
  baselines: false,
  ...options,
});

beforeAll(async () => {
  runs = await sharedFolder();
  ({ name, rows } = await sweep(settings({ seeds: 2, baselines: true }), {
    onEvent: (event) => events.push(event),
    onMessage: (text) => messages.push(text),
  }));
});

describe('a sweep over two perplexities and two seeds of the penguins', () => {
  test('has a row for each setting and each baseline', () => {
    expect(rows.map(({ name }) => name)).toEqual([
      'sparse, perplexity 10',
      'sparse, perplexity 30',
      'random projection',
      'PCA',
      'PCA-32, t-SNE',
      'raw, t-SNE',
      'PCA-32, UMAP',
    ]);
    expect(rows.map((row) => row.runs.length)).toEqual([2, 2, 0, 0, 0, 0, 0]);
  });

  test('trains once for each seed, whatever the perplexities', () => {
    const started = events.filter((event) => event.type === 'stage-start' && event.stage === 'train');
    const reused = events.filter((event) => event.type === 'stage-reused' && event.stage === 'train');
    expect([started.length, reused.length]).toEqual([2, 2]);
  });

  test('shows the means over the seeds of what the reports of its runs say', () => {
    const accuracies = rows[0].runs.map((run) => {
      const report = JSON.parse(readFileSync(path.join(runs, run, 'report.json'), 'utf8')) as QualityReport;
      return report.spaces.find(({ name }) => name === 'map')!.labelAccuracy!.value;
    });
    expect(rows[0].measured.labelAccuracy).toBeCloseTo((accuracies[0] + accuracies[1]) / 2, 12);
  });

  test('says how alike the maps of different seeds are; a baseline has but one', () => {
    expect(rows[0].measured.agreement).toBeGreaterThan(0.3);
    expect(rows[0].measured.agreement).toBeLessThan(1);
    expect(rows[0].measured.procrustes).toBeGreaterThan(0);
    expect(rows[3].measured.agreement).toBeUndefined();
  });

  test('finds what is known of these ways to a map: t-SNE keeps more neighbours, PCA more distances', () => {
    const [pca, tsne] = [rows[3].measured, rows[4].measured];
    expect(tsne.recall).toBeGreaterThan(pca.recall!);
    expect(pca.distanceCorrelation).toBeGreaterThan(tsne.distanceCorrelation!);
  });

  test('done again does nothing again, and finds the same', async () => {
    const again: RunEvent[] = [];
    const found = await sweep(settings({}), { onEvent: (event) => again.push(event) });
    expect(again.filter(({ type }) => type === 'stage-start')).toEqual([]);
    expect(found.rows.map((row) => row.runs)).toEqual(rows.slice(0, 2).map((row) => [row.runs[0]]));
  });
});

describe('what is kept for the page', () => {
  test('is a folder beside the runs that no list of runs shows', async () => {
    expect(name).toMatch(/^penguins-sweep-[0-9a-f]{4}$/);
    expect((await listRuns(runs)).map((run) => run.name)).not.toContain(name);
    const { maps, dataset } = (await listSweeps(runs)).find((sweep) => sweep.name === name)!;
    expect([maps, dataset.rows]).toEqual([7, 344]);
    const listed = stripVTControlCharacters(runList(await listRuns(runs), await listSweeps(runs)));
    expect(listed).toMatch(/\n\nsweep +compares +data +size +created \(UTC\)\n/);
    expect(listed).toMatch(new RegExp(`^${name} +7 maps +penguins +344 rows +\\d{4}-`, 'm'));
    expect(stripVTControlCharacters(runList([], []))).toContain('There are no runs yet.');
  });

  test('has every line, and the places of the rows on its first map', async () => {
    const kept = (await readSweep(path.join(runs, name)))!;
    expect(kept.rows).toEqual(rows);
    const maps = readArrow(readFileSync(path.join(runs, name, sweepMapsFile)));
    const first = await new RunData(path.join(runs, rows[1].runs[0])).get('embedding');
    const [x, y] = ['x_1', 'y_1'].map((axis) => numberColumn(maps, axis).values);
    expect([...x].flatMap((value, row) => [value, y[row]])).toEqual([...first.values]);
    expect(maps.names).toHaveLength(2 + 2 * 7);
  });

  test('goes when it is removed, and the runs stay', async () => {
    const short = await sweep(settings({ perplexities: [10], name: 'short' }));
    expect(short.name).toBe('short');
    await removeRun(runs, 'short');
    expect((await listSweeps(runs)).map((sweep) => sweep.name)).not.toContain('short');
    expect((await listRuns(runs)).length).toBeGreaterThan(0);
  });

  test('does not take the place of a run', async () => {
    await expect(sweep(settings({ name: rows[0].runs[0] }))).rejects.toThrow(
      /is a run; give the sweep another/,
    );
  });

  test('that is damaged is refused in words, and left out of the list', async () => {
    await mkdir(path.join(runs, 'damaged'));
    await writeFile(path.join(runs, 'damaged', 'sweep.json'), '{"format": 2}');
    await expect(readSweep(path.join(runs, 'damaged'))).rejects.toThrow(
      /not a sweep that this version can read/,
    );
    expect((await listSweeps(runs)).map((sweep) => sweep.name)).not.toContain('damaged');
  });
});

describe('the table', () => {
  const row = (name: string, measured: SweepRow['measured']): SweepRow => ({
    name,
    kind: 'run',
    runs: [name],
    measured,
  });
  const two = [row('a', { recall: 0.4, procrustes: 0.1 }), row('b', { recall: 0.5, procrustes: 0.2 })];

  test('marks the best of each measure, which for a distance is the least', () => {
    expect(stripVTControlCharacters(sweepTable(two))).toBe(
      ['   neighbours kept  Procrustes', 'a  0.400            0.100*', 'b  0.500*           0.200'].join(
        '\n',
      ),
    );
  });

  test('marks all that are equally good', () => {
    const best = bestRows([...two, row('c', { recall: 0.5 })]);
    expect([...best.get('recall')!].map(({ name }) => name)).toEqual(['b', 'c']);
    expect(best.get('silhouette')!.size).toBe(0);
  });

  test('as CSV holds every measure, empty where it cannot be said', () => {
    expect(sweepCsv(two.slice(0, 1))).toBe(
      'setting,kind,labelAccuracy,trustworthiness,continuity,recall,rnxArea,distanceCorrelation,silhouette,agreement,procrustes,runs\n' +
        'a,run,,,,0.4,,,,,0.1,a\n',
    );
  });
});
