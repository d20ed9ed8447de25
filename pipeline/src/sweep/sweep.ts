import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { useBackend } from '../autoencoder/backend.js';
import { InterruptedError, UserError } from '../errors.js';
import type { RunOptions } from '../options.js';
import { measureQuality, type StepQuality } from '../quality/measure.js';
import type { Neighbours } from '../quality/neighbour-labels.js';
import type { SpaceQuality } from '../quality/observed-space.js';
import { sharedNeighbours } from '../quality/point-quality.js';
import { procrustesDistance } from '../quality/procrustes.js';
import type { QualityReport } from '../quality/report.js';
import { featureSpace, matrixSpace, type Space } from '../quality/space.js';
import { type RunResult, run } from '../run.js';
import { dataName } from '../run-name.js';
import { RunData } from '../stages/run-data.js';
import { sha256OfValue } from '../store/checksum.js';
import type { StoredDataset } from '../store/dataset-folder.js';
import type { RunEvent } from '../store/events.js';
import { sweepPath } from '../store/sweeps.js';
import { nearestNeighbours } from '../tsne/nearest-neighbours.js';
import { type Baseline, type BaselineOptions, baselines } from './baselines.js';
import { keepSweep, type SweepEntry } from './keep-sweep.js';
import { type Measured, meanOf, type SweepRow } from './measures.js';

/** A run for every combination of these. */
export interface SweepOptions {
  /** What all runs share; its `seed` is the first. */
  readonly base: RunOptions;
  readonly variants: readonly string[];
  readonly perplexities: readonly number[];
  /** How many seeds each setting is run with; from two on, the table says how alike their maps are. */
  readonly seeds: number;
  /** Also measure maps that need no autoencoder. */
  readonly baselines: boolean;
  /** The folder among the runs that keeps the comparison; by default made from the options. */
  readonly name?: string;
}

/** What a sweep found, which the page shows under its name. */
export interface Sweep {
  readonly name: string;
  readonly rows: readonly SweepRow[];
}

export interface SweepHooks {
  /** Called with the events of every run. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Called with one sentence for each baseline: what is done, or why it is left out. */
  readonly onMessage?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs every setting, taking each stage that it can from runs that are there already, and judges all maps by the same
 * measures: a row for each setting (means over its seeds), then one for each baseline.
 *
 * @throws UserError, InterruptedError as `run` does
 */
export async function sweep(options: SweepOptions, hooks: SweepHooks = {}): Promise<Sweep> {
  const name = sweepName(options);
  sweepPath(options.base.runs, name);
  const entries: SweepEntry[] = [];
  let folder: string | undefined;
  for (const setting of settingsOf(options)) {
    const results = await runSeeds(options, setting, hooks);
    entries.push(await settingEntry(setting, results, options.base.threads));
    folder = results[0].folder;
  }
  if (folder === undefined) throw new UserError('a sweep needs at least one variant and one perplexity');
  const dataset = await new RunData(folder, options.base.memory).get('dataset');
  if (options.baselines) entries.push(...(await baselineEntries(dataset, options, hooks)));
  await keepSweep(options.base.runs, name, dataset, entries);
  return { name, rows: entries.map(({ row }) => row) };
}

/** What tells one line of the comparison from another. */
interface Setting {
  readonly variant: string;
  readonly perplexity: number;
}

function settingsOf({ variants, perplexities }: SweepOptions): Setting[] {
  return variants.flatMap((variant) => perplexities.map((perplexity) => ({ variant, perplexity })));
}

/** A run for each seed, one after the other. */
async function runSeeds(
  { base, seeds }: SweepOptions,
  { variant, perplexity }: Setting,
  hooks: SweepHooks,
): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (let seed = base.seed; seed < base.seed + seeds; seed++) {
    const autoencoder = { ...base.autoencoder, seed, variant };
    const embedding = { ...base.embedding, perplexity: [perplexity] };
    results.push(await run({ ...base, seed, autoencoder, embedding }, hooks));
  }
  return results;
}

/** Means over the seeds' maps, and the first of the maps. */
async function settingEntry(
  { variant, perplexity }: Setting,
  results: readonly RunResult[],
  threads: number,
): Promise<SweepEntry> {
  const measured = meanOf(await Promise.all(results.map(measuredOfRun)));
  const stability = results.length > 1 ? await stabilityOf(results, threads) : {};
  const row: SweepRow = {
    name: `${variant}, perplexity ${perplexity}`,
    kind: 'run',
    runs: results.map(({ name }) => name),
    measured: { ...measured, ...stability },
  };
  return { row, map: (await new RunData(results[0].folder).get('embedding')).values };
}

/** `penguins-sweep-3f9a`: the same for the same options. */
function sweepName({ name, ...options }: SweepOptions): string {
  const { runs, threads, memory, ...base } = options.base;
  const hash = sha256OfValue({ ...options, base }).slice(0, 4);
  return name ?? `${dataName(base.source)}-sweep-${hash}`;
}

async function measuredOfRun({ folder }: RunResult): Promise<Measured> {
  const report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8')) as QualityReport;
  return judge(report.spaces, report.steps);
}

/** Picks out what the comparison shows: from the input, or from the codes where they are the input, to the map. */
function judge(spaces: readonly SpaceQuality[], steps: readonly StepQuality[]): Measured {
  const map = spaces.find(({ name }) => name === 'map');
  const step = steps.find(({ from, to }) => from === spaces[0].name && to === 'map');
  return {
    labelAccuracy: map?.labelAccuracy?.value,
    silhouette: map?.silhouette?.value,
    trustworthiness: step?.trustworthiness[0]?.value,
    continuity: step?.continuity[0]?.value,
    recall: step?.recall[0]?.value,
    rnxArea: step?.rnxArea.value,
    distanceCorrelation: step?.distanceCorrelation.value,
  };
}

/** How alike the maps of several seeds are, over all pairs of them. */
async function stabilityOf(results: readonly RunResult[], threads: number): Promise<Measured> {
  const maps = await Promise.all(results.map(({ folder }) => new RunData(folder).get('embedding')));
  const neighbours: Neighbours[] = [];
  for (const map of maps) neighbours.push(await nearestOnMap(map.values, map.rows, { threads }));
  const pairs = maps.flatMap((_, i) => maps.slice(0, i).map((_, j) => [i, j] as const));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    procrustes: mean(pairs.map(([i, j]) => procrustesDistance(maps[i].values, maps[j].values))),
    agreement: mean(
      pairs.map(([i, j]) => {
        const { k } = neighbours[i];
        return mean([...sharedNeighbours(neighbours[i], neighbours[j], k, k)]);
      }),
    ),
  };
}

async function baselineEntries(
  { features, label }: StoredDataset,
  { base, perplexities }: SweepOptions,
  { signal, onMessage }: SweepHooks,
): Promise<SweepEntry[]> {
  await useBackend(base.backend);
  const input = featureSpace(features);
  const { seed, threads } = base;
  const entries: SweepEntry[] = [];
  for (const baseline of baselines) {
    const refusal = baseline.refusal?.(input);
    onMessage?.(refusal ? `${baseline.name} is left out: ${refusal}.` : `${baseline.name} …`);
    if (refusal !== undefined) continue;
    if (signal?.aborted) throw new InterruptedError();
    const options = { perplexity: perplexities[0], seed, threads, signal };
    entries.push(await baselineEntry(baseline, input, label?.codes, options));
  }
  return entries;
}

async function baselineEntry(
  { name, layout }: Baseline,
  input: Space,
  labels: Int32Array | undefined,
  options: BaselineOptions,
): Promise<SweepEntry> {
  const values = await layout(input, options);
  const { seed, threads, signal } = options;
  const map = {
    name: 'map' as const,
    space: matrixSpace(values, input.rows, 2),
    neighbours: await nearestOnMap(values, input.rows, options),
  };
  const { spaces, steps } = await measureQuality([{ name: 'input', space: input }, map], labels, {
    seed,
    threads,
    signal,
  });
  return { row: { name, kind: 'baseline', runs: [], measured: judge(spaces, steps) }, map: values };
}

function nearestOnMap(
  values: Float32Array,
  rows: number,
  how: { readonly threads: number; readonly signal?: AbortSignal },
): Promise<Neighbours> {
  return nearestNeighbours(values, { rows, columns: 2, k: Math.min(10, rows - 1), ...how });
}
