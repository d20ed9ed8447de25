// node write.mjs FOLDER: writes the files that are read, and prints their paths.
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** Full MNIST as CSV (label and 784 pixels), as .npy and as Parquet of unsigned bytes. */
async function writeFiles(folder) {
  const { loadMnist } = await import('@latentscape/pipeline/data/mnist');
  const { formatNpy } = await import('@latentscape/pipeline/data/npy');
  const { features, label } = await loadMnist();
  const { rows, columns, values } = features;
  const paths = {
    csv: join(folder, 'mnist.csv'),
    npy: join(folder, 'mnist.npy'),
    snappy: join(folder, 'mnist-snappy.parquet'),
    zstd: join(folder, 'mnist-zstd.parquet'),
    plain: join(folder, 'mnist-uncompressed.parquet'),
    float32: join(folder, 'mnist-float32.parquet'),
    lists: join(folder, 'mnist-lists.parquet'),
  };
  const names = Array.from({ length: columns }, (_, i) => `pixel${i}`);
  const csv = createWriteStream(paths.csv);
  csv.write(`label,${names.join(',')}\n`);
  for (let row = 0; row < rows; row++) {
    const line = `${label.codes[row]},${values.subarray(row * columns, (row + 1) * columns).join(',')}\n`;
    if (!csv.write(line)) await new Promise((resume) => csv.once('drain', resume));
  }
  csv.end();
  await finished(csv);
  await writeFile(paths.npy, formatNpy(values, [rows, columns]));
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const table = (type) => {
    const types = ['label', ...names].map((name) => `'${name}': '${type}'`).join(', ');
    return `read_csv('${paths.csv}', header = true, columns = {${types}})`;
  };
  const write = async (from, path, compression) =>
    await connection.run(`COPY (FROM ${from}) TO '${path}' (FORMAT parquet, COMPRESSION ${compression})`);
  await write(table('UTINYINT'), paths.snappy, 'snappy');
  await write(table('UTINYINT'), paths.zstd, 'zstd');
  await write(table('UTINYINT'), paths.plain, 'uncompressed');
  await write(table('FLOAT'), paths.float32, 'snappy');
  await write(
    `(SELECT label, [${names.join(', ')}] AS pixels FROM ${table('FLOAT')})`,
    paths.lists,
    'snappy',
  );
  connection.closeSync();
  return paths;
}

process.stdout.write(JSON.stringify(await writeFiles(process.argv[2])));
