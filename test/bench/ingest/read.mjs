// node read.mjs READER PATHS: loads with one reader and prints seconds, the sum of the values and peak memory.
import { readFileSync } from 'node:fs';

const readers = {
  // The yardstick: the bytes of the matrix, read and copied once.
  'plain copy of the bytes': ({ npy }) => {
    const elapsed = stopwatch();
    const values = new Uint8Array(readFileSync(npy)).subarray(128);
    return { ...elapsed(), sum: sum(values) };
  },
  'CSV, latentscape': async ({ csv }) => {
    const { openSource } = await import('@latentscape/pipeline/data/source');
    const { planRoles } = await import('@latentscape/pipeline/data/roles');
    const { readTable } = await import('@latentscape/pipeline/data/read-table');
    const elapsed = stopwatch();
    const { columns, rows } = await readTable(await openSource(csv), planRoles({}));
    const { values } = columns[1];
    return { ...elapsed(), sum: sum(values.subarray(0, rows * 784)) };
  },
  'CSV, arquero loadCSV': async ({ csv }) => {
    const { loadCSV } = await import('arquero');
    const elapsed = stopwatch();
    const table = await loadCSV(csv);
    const names = table.columnNames().slice(1);
    const values = new Float32Array(table.numRows() * names.length);
    names.forEach((name, column) => {
      const data = table.getter(name);
      for (let row = 0; row < table.numRows(); row++) values[row * names.length + column] = data(row);
    });
    return { ...elapsed(), sum: sum(values) };
  },
  'CSV to matrix, DuckDB': async ({ csv }) => await matrixByDuckDB(`read_csv('${csv}')`),
  'Parquet (Snappy) to matrix, DuckDB': async ({ snappy }) => await matrixByDuckDB(`'${snappy}'`),
  'Parquet (Zstandard) to matrix, DuckDB': async ({ zstd }) => await matrixByDuckDB(`'${zstd}'`),
  'CSV to data set, latentscape': async ({ csv }) => await loaded(csv),
  '.npy (uint8) to data set, latentscape': async ({ npy }) => await loaded(npy),
  'Parquet (Snappy) to data set, latentscape': async ({ snappy }) => await loaded(snappy),
  'Parquet (Zstandard) to data set, latentscape': async ({ zstd }) => await loaded(zstd),
  'Parquet (uncompressed) to data set, latentscape': async ({ plain }) => await loaded(plain),
  'Parquet (float32, Snappy) to data set, latentscape': async ({ float32 }) => await loaded(float32),
  'Parquet (lists of float32, Snappy) to data set, latentscape': async ({ lists }) => await loaded(lists),
  'Parquet (Snappy), pages unpacked alone': async ({ snappy }) => await unpacked(snappy),
  'Parquet (Zstandard), pages unpacked alone': async ({ zstd }) => await unpacked(zstd),
};

async function loaded(path) {
  const { loadDataset } = await import('@latentscape/pipeline/data/load');
  const elapsed = stopwatch();
  const { features } = await loadDataset([path]);
  return { ...elapsed(), sum: sum(features.values) };
}

/** What reading cannot be faster than: the pages of a Parquet file, read and unpacked. */
async function unpacked(path) {
  const { readFooter } = await import('@latentscape/pipeline/data/parquet-footer');
  const { decompressors } = await import('@latentscape/pipeline/data/compression');
  const { KernelMemory } = await import('@latentscape/pipeline/data/kernel-memory');
  const { FileWindow, pagesOf } = await import('@latentscape/pipeline/data/parquet-pages');
  const { openParts } = await import('@latentscape/pipeline/data/random-access');
  const { openSource } = await import('@latentscape/pipeline/data/source');
  const memory = new KernelMemory();
  const file = await openParts(await openSource(path));
  const { groups } = await readFooter(file);
  const columns = groups.flatMap((group) => group.chunks);
  const unpack = await decompressors(new Set(columns.map(({ codec }) => codec)), memory);
  const elapsed = stopwatch();
  const window = new FileWindow(file, memory);
  let bytes = 0;
  for (const column of columns) {
    const levels = { repetition: 0, definition: 1 };
    for await (const { data } of pagesOf(window, column, levels, unpack)) bytes += data.length;
  }
  if (bytes === 0) throw new Error('no pages');
  return elapsed();
}

/** All columns but the first, which is the label, as a row-major matrix. */
async function matrixByDuckDB(from) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const elapsed = stopwatch();
  const chunks = await (await connection.run(`FROM ${from}`)).fetchAllChunks();
  const rows = chunks.reduce((total, chunk) => total + chunk.rowCount, 0);
  const columns = chunks[0].columnCount - 1;
  const values = new Float32Array(rows * columns);
  let start = 0;
  for (const chunk of chunks) {
    for (let column = 0; column < columns; column++) {
      const vector = chunk.getColumnVector(column + 1);
      for (let row = 0; row < chunk.rowCount; row++)
        values[(start + row) * columns + column] = Number(vector.getItem(row));
    }
    start += chunk.rowCount;
  }
  return { ...elapsed(), sum: sum(values) };
}

/** Seconds on the clock and of the processor, all threads together, since it was started. */
function stopwatch() {
  const started = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
  };
}

function sum(values) {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

const [, , name, paths] = process.argv;
if (name === undefined) {
  process.stdout.write(JSON.stringify(Object.keys(readers)));
} else {
  const result = await readers[name](JSON.parse(paths));
  process.stdout.write(JSON.stringify({ ...result, megabytes: process.resourceUsage().maxRSS / 1024 }));
}
