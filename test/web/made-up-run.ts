import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { columnFromArray, dictionary, float32, tableFromColumns, tableToIPC, utf8 } from '@uwdata/flechette';

export interface MadeUpPoints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly label: readonly string[];
}

/** Writes a run that nobody computed: a map with a label and a number, and codes; the same bytes every time. */
export async function writeMadeUpRun(
  runs: string,
  name: string,
  { x, y, label }: MadeUpPoints,
): Promise<void> {
  const folder = path.join(runs, name);
  const table = tableFromColumns({
    id: columnFromArray(
      x.map((_, row) => `row ${row}`),
      utf8(),
    ),
    x: columnFromArray([...x], float32()),
    y: columnFromArray([...y], float32()),
    label: columnFromArray([...label], dictionary(utf8())),
    height: columnFromArray([...y], float32()),
  });
  await mkdir(folder);
  await writeFile(path.join(folder, 'embedding.arrow'), tableToIPC(table, { format: 'file' })!);
  await writeFile(path.join(folder, 'codes.npy'), npy(Float32Array.from([...x, ...y]), 2));
  const created = new Date(0).toISOString();
  const manifest = { format: 1, name, created, seed: 1, options: {}, versions: {}, stages: {} };
  await writeFile(path.join(folder, 'run.json'), JSON.stringify(manifest));
}

/** Round clouds of points, one for each label, around a circle; rows come label by label. */
export function clouds(labels: number, each: number, spread = 2.2): MadeUpPoints {
  const rows = Array.from({ length: labels * each }, (_, row) => ({
    cloud: Math.floor(row / each),
    radius: spread * Math.sqrt((row % each) / each),
    angle: row * 2.399963, // The golden angle spreads points evenly over a disc.
  }));
  const centre = (cloud: number) => (2 * Math.PI * cloud) / labels;
  return {
    x: rows.map(({ cloud, radius, angle }) => 6 * Math.cos(centre(cloud)) + radius * Math.cos(angle)),
    y: rows.map(({ cloud, radius, angle }) => 5 * Math.sin(centre(cloud)) + radius * Math.sin(angle)),
    label: rows.map(({ cloud }) => `cloud ${cloud}`),
  };
}

/** A float32 matrix as NumPy writes it. */
function npy(values: Float32Array, columns: number): Buffer {
  const shape = `(${values.length / columns}, ${columns})`;
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(118);
  const start = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0]);
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(values.buffer)]);
}
