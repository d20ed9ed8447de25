import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  columnFromArray,
  float32,
  tableFromColumns,
  tableFromIPC,
  tableToIPC,
  utf8,
} from '@uwdata/flechette';
import { latentscape } from '../support/cli.js';
import { makeDigitsRun } from '../support/digits-run.js';

/** An id that is hostile text. */
export const hostileName = '<img src=x onerror=alert(1)>';

/** What the embedding of a run says, one value a row. */
export interface ComparedMap {
  readonly id: readonly string[];
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly label: readonly string[];
}

/**
 * Makes two runs of the same rows, `digits` and `narrow`, and copies of the second: `backwards` has its rows in reverse,
 * `strangers` another id in one row, `fewer` the first 100 rows. `turned` is the first with its map turned, mirrored,
 * moved and three times as large.
 *
 * @returns the maps of the two
 */
export async function makeComparedRuns(runs: string, rows: number): Promise<[ComparedMap, ComparedMap]> {
  await makeDigitsRun(runs, rows);
  const few = ['--hidden', '128', '--epochs', '4', '--early-iterations', '60'];
  const same = ['run', 'mnist', '--sample', String(rows), ...few];
  const { code, stderr } = await latentscape([
    ...same,
    ...['--iterations', '150', '--perplexity', '8', '--runs', runs, '--name', 'narrow'],
  ]);
  if (code !== 0) throw new Error(`the second run failed: ${stderr}`);
  const [first, second] = [await readMap(runs, 'digits'), await readMap(runs, 'narrow')];
  await copyRun(runs, 'backwards', reversed(second));
  const stranger = second.id.map((id, row) => (row === 3 ? hostileName : id));
  await copyRun(runs, 'strangers', { ...second, id: stranger });
  await copyRun(runs, 'fewer', head(second, 100));
  await copyRun(runs, 'turned', {
    id: first.id,
    x: first.y.map((y) => 7 + 3 * y),
    y: first.x.map((x) => 3 * x),
  });
  return [first, second];
}

async function readMap(runs: string, run: string): Promise<ComparedMap> {
  const columns: unknown = tableFromIPC(await readFile(path.join(runs, run, 'embedding.arrow'))).toColumns();
  return columns as ComparedMap;
}

/** A run whose map is replaced, and whose rows do not count as the same at first sight. */
async function copyRun(
  runs: string,
  name: string,
  { id, x, y }: Pick<ComparedMap, 'id' | 'x' | 'y'>,
): Promise<void> {
  const folder = path.join(runs, name);
  await cp(path.join(runs, 'narrow'), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8'));
  for (const output of manifest.stages.ingest.outputs)
    output.sha256 = createHash('sha256').update(name).digest('hex');
  manifest.dataset.rows = id.length;
  await writeFile(path.join(folder, 'run.json'), JSON.stringify({ ...manifest, name }));
  const table = tableFromColumns({
    id: columnFromArray([...id], utf8()),
    x: columnFromArray([...x], float32()),
    y: columnFromArray([...y], float32()),
  });
  await writeFile(path.join(folder, 'embedding.arrow'), tableToIPC(table, { format: 'file' })!);
}

const reversed = ({ id, x, y }: ComparedMap) => ({
  id: [...id].reverse(),
  x: Float32Array.from(x).reverse(),
  y: Float32Array.from(y).reverse(),
});

const head = ({ id, x, y }: ComparedMap, n: number) => ({
  id: id.slice(0, n),
  x: x.slice(0, n),
  y: y.slice(0, n),
});
