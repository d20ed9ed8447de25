import { execFileSync } from 'node:child_process';
import { open, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Field, Float32, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } from 'apache-arrow';
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

/** An Arrow stream of batches of 256 rows. */
async function arrow(file: string, rows: number): Promise<void> {
  const schema = new Schema(
    Array.from({ length: columns }, (_, i) => new Field(`c${i}`, new Float32(), false)),
  );
  const type = new Struct(schema.fields);
  const batchOf = (length: number) => {
    const children = schema.fields.map((field, i) => {
      const data = Float32Array.from({ length }, (_, row) => ((row * 31 + i * 7) % 1009) / 8);
      return makeData({ type: field.type, length, nullCount: 0, data });
    });
    return new RecordBatch(schema, makeData({ type, length, nullCount: 0, children }));
  };
  const whole = batchOf(256);
  const batches = Array.from({ length: Math.ceil(rows / 256) }, (_, i) =>
    rows - 256 * i < 256 ? batchOf(rows - 256 * i) : whole,
  );
  await writeFile(file, tableToIPC(new Table(schema, batches), 'stream'));
}

const names = Array.from({ length: columns }, (_, i) => `c${i}`);
const formats: Record<string, (file: string, rows: number) => Promise<void>> = {
  '.npy': (file, rows) => npy(file, rows, false),
  '.npy in Fortran order': (file, rows) => npy(file, rows, true),
  '.idx': idx,
  '.csv': (file, rows) => text(file, rows, `${names.map((_, i) => i / 8)}\n`, `${names}\n`),
  '.jsonl': (file, rows) => text(file, rows, `[${names.map((_, i) => i / 8)}]\n`),
  '.parquet': parquet,
  '.arrow': arrow,
};

/** Peak memory of a process that draws some rows of a file, or reads all, in MiB. */
function peakOf(file: string, sample?: number): number {
  const script = `
    import('@latentscape/pipeline/data/load')
      .then(({ readSources }) => readSources([process.argv[1]], ${JSON.stringify({ sample })}))
      .then(({ rows }) => console.log(rows, process.resourceUsage().maxRSS / 1024))`;
  const printed = execFileSync(process.execPath, ['--eval', script, file], { encoding: 'utf8' });
  const [rows, megabytes] = printed.split(' ').map(Number);
  if (sample !== undefined) expect(rows).toBe(sample);
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
    expect(peakOf(paths[1], 50) - peakOf(paths[0], 50)).toBeLessThan(0.5 * matrixMegabytes);
  },
  60_000,
);

test('Arrow in many batches is read in little more than the memory of its matrix', async () => {
  const folder = await sharedFolder();
  const paths = [few, many].map((rows) => path.join(folder, `${rows} whole.arrow`));
  await arrow(paths[0], few);
  await arrow(paths[1], many);
  // 1.6 times; more than 2 when each batch, and each turning of columns into rows, had memory of its own.
  expect(peakOf(paths[1]) - peakOf(paths[0])).toBeLessThan(1.9 * matrixMegabytes);
}, 60_000);
