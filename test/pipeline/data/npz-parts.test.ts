import { formatNpy } from '@latentscape/pipeline/data/npy';
import { readNpz } from '@latentscape/pipeline/data/npz';
import type { DataOptions } from '@latentscape/pipeline/data/options';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import type { NumberSlice, VectorValues } from '@latentscape/pipeline/data/table';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';

/** An archive of matrices of two columns, `x_…`, and of rows of numbers, which begin with the values given. */
function archive(arrays: Record<string, [rows: number, first: number]>): Buffer {
  const members = Object.entries(arrays).map(([name, [rows, first]]) => {
    const width = name.startsWith('x') ? 2 : 1;
    const values = Float32Array.from({ length: rows * width }, (_, i) => first + Math.floor(i / width));
    return [`${name}.npy`, formatNpy(values, width === 2 ? [rows, 2] : [rows])];
  });
  return Buffer.from(zipSync(Object.fromEntries(members)));
}

async function read(content: Buffer, options: DataOptions = {}, rows?: Uint32Array) {
  const table = await readNpz(bytesSource('a.npz', 'a.npz', content), planRoles(options), options, rows);
  const [x, y] = table.columns as [VectorValues, NumberSlice?];
  return {
    names: table.columns.map(({ name }) => name),
    x: Array.from({ length: table.rows }, (_, row) => x.values[2 * row]),
    y: y && [...y.values],
    heldOut: table.split && [...table.split],
    notes: table.notes,
  };
}

test('rows to validate with follow those to test with, and are held out too', async () => {
  const content = archive({
    x_val: [2, 20],
    x_test: [2, 10],
    x_train: [3, 0],
    y_train: [3, 0],
    y_val: [2, 20],
    y_test: [2, 10],
  });
  const all = [0, 1, 2, 10, 11, 20, 21];
  expect(await read(content)).toEqual({
    names: ['x', 'y'],
    x: all,
    y: all,
    heldOut: [0, 0, 0, 1, 1, 1, 1],
    notes: [],
  });
  const some = await read(content, {}, Uint32Array.of(1, 4, 5, 6));
  expect([some.x, some.y]).toEqual([
    [1, 11, 20, 21],
    [1, 11, 20, 21],
  ]);
  expect(some.heldOut).toEqual([0, 1, 1, 1]);
});

test.each(['x_val', 'x_valid', 'x_validation'])('%s without rows to test with', async (name) => {
  const { x, heldOut } = await read(archive({ [name]: [1, 20], x_train: [2, 0] }));
  expect(x).toEqual([0, 1, 20]);
  expect(heldOut).toEqual([0, 0, 1]);
});

test('a part that is dropped, and arrays that are no parts', async () => {
  const content = archive({
    x_train: [2, 0],
    x_test: [1, 10],
    x_val: [1, 20],
    seed: [1, 7],
    z_train: [2, 0],
  });
  const { names, x, notes } = await read(content, { drop: ['x_val'] });
  expect(names).toEqual(['x']);
  expect(x).toEqual([0, 1, 10]);
  expect(notes).toEqual(['seed, z_train are no parts of x and are left out.']);
});
