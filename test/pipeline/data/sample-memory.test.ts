import { execFileSync } from 'node:child_process';
import { open, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { sharedFolder } from '../../support/temporary-folder.js';

const columns = 400;
const few = 100;
const many = 64_000;
/** As float32. */
const matrixMegabytes = (many * columns * 4) / 2 ** 20;

/** A matrix that NumPy could have saved; most of it is a hole in the file. */
async function npy(file: string, rows: number, fortran: boolean): Promise<void> {
  const header = `{'descr': '<f4', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${rows}, ${columns}), }`;
  const start = Buffer.from(`\x93NUMPY\x01\0v\0${header.padEnd(117)}\n`, 'latin1');
  const handle = await open(file, 'w');
  await handle.write(start);
  await handle.truncate(start.length + rows * columns * 4);
  await handle.close();
}

/** An IDX file of float32, of which most is a hole too. */
async function idx(file: string, rows: number): Promise<void> {
  const start = Buffer.from([0, 0, 13, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
  start.writeUInt32BE(rows, 4);
  start.writeUInt32BE(columns, 8);
  await writeFile(file, start);
  await truncate(file, start.length + rows * columns * 4);
}

async function text(file: string, rows: number, line: string, header = ''): Promise<void> {
  await writeFile(file, header + line.repeat(rows));
}

async function parquet(file: string, rows: number): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  const values = Array.from({ length: columns }, (_, i) => `hash(i + ${i})::FLOAT AS c${i}`).join(', ');
  await connection.run(
    `COPY (SELECT ${values} FROM range(${rows}) t(i)) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 20480)`,
  );
  connection.closeSync();
}

const names = Array.from({ length: columns }, (_, i) => `c${i}`);
const formats: Record<string, (file: string, rows: number) => Promise<void>> = {
  '.npy': (file, rows) => npy(file, rows, false),
  '.npy in Fortran order': (file, rows) => npy(file, rows, true),
  '.idx': idx,
  '.csv': (file, rows) => text(file, rows, `${names.map((_, i) => i / 8)}\n`, `${names}\n`),
  '.jsonl': (file, rows) => text(file, rows, `[${names.map((_, i) => i / 8)}]\n`),
  '.parquet': parquet,
};

/** Peak memory of a process that draws 50 rows of a file, in MiB. */
function peakOf(file: string): number {
  const script = `
    import('@latentscape/pipeline/data/load')
      .then(({ readSources }) => readSources([process.argv[1]], { sample: 50 }))
      .then(({ rows }) => console.log(rows, process.resourceUsage().maxRSS / 1024))`;
  const printed = execFileSync(process.execPath, ['--eval', script, file], { encoding: 'utf8' });
  const [rows, megabytes] = printed.split(' ').map(Number);
  expect(rows).toBe(50);
  return megabytes;
}

test.each(Object.keys(formats))(
  'a sample of a large file takes the memory of what is kept: %s',
  async (format) => {
    const folder = await sharedFolder();
    const extension = format.split(' ')[0];
    const paths = [few, many].map((rows) => path.join(folder, `${rows} ${format.length}${extension}`));
    await formats[format](paths[0], few);
    await formats[format](paths[1], many);
    expect(peakOf(paths[1]) - peakOf(paths[0])).toBeLessThan(0.5 * matrixMegabytes);
  },
  60_000,
);
