import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { columnFromArray, dictionary, float32, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';

/** Writes a run with a made-up map, ten round clouds of points with a label and a number, into the folder of runs. */
export async function writeMadeUpMap(runs, name, rows) {
  const radius = (i) => 12 * Math.sqrt(-Math.log(1 - noise(i, 1) * 0.999));
  const table = tableFromColumns({
    id: columnFromArray(
      Array.from({ length: rows }, (_, i) => `row-${i}`),
      utf8(),
    ),
    x: numbers(rows, (i) => 40 * Math.cos(i % 10) + radius(i) * Math.cos(2 * Math.PI * noise(i, 2))),
    y: numbers(rows, (i) => 40 * Math.sin(i % 10) + radius(i) * Math.sin(2 * Math.PI * noise(i, 2))),
    label: columnFromArray(
      Array.from({ length: rows }, (_, i) => String(i % 10)),
      dictionary(utf8()),
    ),
    value: numbers(rows, (i) => noise(i, 3) ** 2),
  });
  await mkdir(path.join(runs, name));
  await writeFile(path.join(runs, name, 'embedding.arrow'), tableToIPC(table, { format: 'file' }));
  const created = new Date(0).toISOString();
  const manifest = { format: 1, name, created, seed: 1, options: {}, versions: {}, stages: {} };
  await writeFile(path.join(runs, name, 'run.json'), JSON.stringify(manifest));
}

function numbers(rows, numberOf) {
  return columnFromArray(
    Float32Array.from({ length: rows }, (_, i) => numberOf(i)),
    float32(),
  );
}

/** A number in [0, 1) that looks random and is the same every time. */
function noise(i, salt) {
  const value = Math.sin(i * 12.9898 + salt * 78.233) * 43758.5453;
  return value - Math.floor(value);
}
