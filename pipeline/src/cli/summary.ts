import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import { printable } from '../errors.js';
import type { QualityReport } from '../quality/report.js';
import type { RunResult } from '../run.js';
import { pointColumns } from '../stages/points.js';
import { RunData } from '../stages/run-data.js';
import { type StageName, stageNames } from '../store/events.js';
import type { Manifest } from '../store/manifest.js';
import { type RunSummary, readEvents } from '../store/runs.js';
import type { SweepSummary } from '../store/sweeps.js';
import { figure, figures, seconds } from './progress.js';
import { table } from './text-table.js';

/** @returns what evaluate found, in plain sentences. */
export async function readStory(folder: string): Promise<readonly string[]> {
  const report: QualityReport = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8'));
  return report.story;
}

/**
 * The last lines of a run: what came out, how good it is, and what to type next.
 * @param story what evaluate found, in plain sentences
 */
export function runSummary(
  { name, folder, manifest, seconds: total }: RunResult,
  story: readonly string[],
): string {
  const rows = stageNames.map((stage) => {
    const record = manifest.stages[stage];
    const time =
      record === undefined ? '' : record.reusedFrom ? `from ${record.reusedFrom}` : seconds(record.seconds);
    return [stage, time, figures(record?.values)];
  });
  const files = (['export', 'encode', 'train'] as StageName[])
    .flatMap((stage) => manifest.stages[stage]?.outputs ?? [])
    .filter((output) => !output.path.includes('/') || output.path === 'model/autoencoder/model.json')
    .map((output) => [`${folder}/${output.path}`, megabytes(output.bytes)]);
  return [
    '',
    table(rows),
    '',
    table(files),
    '',
    ...bullets(story),
    '',
    `${pc.bold(name)} is ready after ${seconds(total)}. Look at it:  ${pc.cyan('npm start')}`,
  ].join('\n');
}

/** `latentscape list`: a line a run, then a line a comparison of several. */
export function runList(runs: readonly RunSummary[], sweeps: readonly SweepSummary[]): string {
  if (runs.length + sweeps.length === 0)
    return `There are no runs yet. Make one:  ${pc.cyan('npm run pipeline')}`;
  const rows = runs.map((run) => {
    if (run.status === 'unreadable') return [run.name, run.status, run.problem, '', ''];
    const { manifest, status, name } = run;
    const { dataset, created } = manifest;
    const size = dataset === undefined ? '' : `${figure(dataset.rows)} x ${figure(dataset.columns)}`;
    return [name, status, printable(dataset?.name ?? ''), size, minuteOf(created)];
  });
  const compared = sweeps.map(({ name, created, dataset, maps }) => [
    name,
    `${maps} map${maps === 1 ? '' : 's'}`,
    dataset.name,
    `${figure(dataset.rows)} rows`,
    minuteOf(created),
  ]);
  const tables = [
    rows.length === 0 ? [] : [['run', 'status', 'data', 'size', 'created (UTC)'].map(pc.dim), ...rows],
    compared.length === 0
      ? []
      : [['sweep', 'compares', 'data', 'size', 'created (UTC)'].map(pc.dim), ...compared],
  ];
  return tables
    .filter((lines) => lines.length > 0)
    .map(table)
    .join('\n\n');
}

const minuteOf = (created: string) => created.slice(0, 16).replace('T', ' ');

/** `latentscape show`: one run, stage by stage, and label by label when it is complete. */
export async function runDetails(folder: string, manifest: Manifest, status: string): Promise<string> {
  const { name, dataset, options, seed, stages } = manifest;
  const facts = [
    ['run', pc.bold(name)],
    ['status', status],
    ['error', status === 'failed' ? printable(await lastError(folder)) : ''],
    [
      'data',
      dataset
        ? `${printable(dataset.name)}, ${figure(dataset.rows)} rows x ${figure(dataset.columns)} features`
        : '',
    ],
    ['seed', String(seed)],
    ['backend', String(options.backend)],
  ];
  const rows = stageNames
    .filter((stage) => stages[stage] !== undefined)
    .map((stage) => [stage, seconds(stages[stage]!.seconds), figures(stages[stage]!.values)]);
  const parts = [table(facts.filter(([, value]) => value !== '')), '', table(rows)];
  if (stages.export !== undefined)
    parts.push('', await labelTable(folder), '', ...bullets(await readStory(folder)));
  return parts.join('\n');
}

async function lastError(folder: string): Promise<string> {
  const last = (await readEvents(folder)).at(-1);
  return last?.type === 'run-failed' ? last.error : '';
}

async function labelTable(folder: string): Promise<string> {
  const { main, quality } = await pointColumns(new RunData(folder));
  const { pointsByLabel } = await import('./points-table.js');
  const rows = pointsByLabel([...main, ...quality]).map(({ label, rows, kept, error }) => [
    label === null ? '(none)' : printable(label),
    figure(rows),
    figure(kept),
    error === undefined ? '' : figure(error),
  ]);
  return table([['label', 'rows', 'neighbours kept', 'reconstruction error'].map(pc.dim), ...rows]);
}

const bullets = (story: readonly string[]) => story.map((sentence) => `• ${printable(sentence)}`);

const megabytes = (bytes: number) =>
  bytes < 1e5 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
