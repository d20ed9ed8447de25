import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSources } from '@latentscape/pipeline/data/load';
import { formatNpy, parseNpy } from '@latentscape/pipeline/data/npy';
import { halfToNumber } from '@latentscape/pipeline/data/typed-array';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { fixture } from './fixture.js';

const grid = Array.from({ length: 12 }, (_, i) => i / 4 - 1);
const integers = grid.map((x) => x * 4);

describe('arrays that NumPy saved', () => {
  test.each([
    ['float32', Float32Array.from(grid)],
    ['float64-big-endian', Float64Array.from(grid)],
    ['float16', Float32Array.from(grid)],
    ['int32-fortran', Int32Array.from(integers)],
    ['int16-big-endian-fortran', Int16Array.from(integers)],
    ['int64', Float64Array.from(integers)],
    ['uint8', Uint8Array.from(integers, (x) => x + 4)],
    ['bool', Uint8Array.from(grid, (x) => Number(x > 0))],
  ])('%s', (name, values) => {
    expect(parseNpy(readFileSync(fixture(`${name}.npy`)), name)).toEqual({ shape: [4, 3], values });
  });

  test('text, as UTF-32 and as bytes', () => {
    expect(parseNpy(readFileSync(fixture('text.npy')), 'text').values).toEqual(['zero', 'één', '', 'three']);
    expect(parseNpy(readFileSync(fixture('bytes.npy')), 'bytes').values).toEqual(['a', 'bc']);
  });

  test('three dimensions in Fortran order', () => {
    const { shape, values } = parseNpy(readFileSync(fixture('cube-fortran.npy')), 'cube');
    expect(shape).toEqual([2, 3, 4]);
    expect([...values]).toEqual(Array.from({ length: 24 }, (_, i) => i));
  });
});

test('writing and reading back gives the same values, at any alignment', () => {
  const arrays = fc.oneof(
    fc.float32Array({ noDefaultInfinity: false }),
    fc.uint8Array(),
    fc.uint16Array(),
  ) as fc.Arbitrary<Float32Array | Uint8Array | Uint16Array>;
  fc.assert(
    fc.property(arrays, fc.nat(7), (values, shift) => {
      const file = formatNpy(values, [values.length]);
      const shifted = new Uint8Array(file.length + shift).subarray(shift);
      shifted.set(file);
      expect(parseNpy(shifted, 'array')).toEqual({ shape: [values.length], values });
    }),
  );
});

describe('a matrix is read from its file, in pieces, as it is parsed whole:', () => {
  // More than is read or converted at once, and no round number of columns.
  const rows = 4001;
  const columns = 37;
  const bits = Buffer.alloc(rows * columns * 8);
  for (let i = 0; i < bits.length; i++) bits[i] = (i * i) >> 5;

  test.each([
    '|b1',
    '|u1',
    '|i1',
    '<u2',
    '>i2',
    '<u4',
    '<i4',
    '>u8',
    '<i8',
    '<f2',
    '>f2',
    '<f4',
    '>f4',
    '<f8',
  ])('%s', async (descr) => {
    const file = path.join(await temporaryFolder(), 'array.npy');
    for (const order of ['False', 'True']) {
      const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${rows}, ${columns}), }`;
      const start = Buffer.from(`\x93NUMPY\x01\0v\0${header.padEnd(117)}\n`, 'latin1');
      const content = Buffer.concat([start, bits.subarray(0, rows * columns * Number(descr[2]))]);
      await writeFile(file, content);
      const { values: whole } = parseNpy(content, file);
      const [column] = (await readSources([file], {})).columns;
      const values = column.values as Float32Array;
      expect(column).toMatchObject({ kind: 'vector', width: columns });
      expect(values).toBeInstanceOf(whole instanceof Uint8Array ? Uint8Array : Float32Array);
      expect(values).toHaveLength(rows * columns);
      expect(values.every((value, i) => Object.is(value, Math.fround(Number(whole[i]))))).toBe(true);
      const sample = await readSources([file], { sample: 9, seed: 4 });
      const few = [...sample.rowNumbers!].flatMap((row) => [
        ...values.subarray(row * columns, (row + 1) * columns),
      ]);
      expect([...(sample.columns[0].values as Float32Array)].map(Math.fround)).toEqual(few);
      await writeFile(file, content.subarray(0, -1));
      await expect(readSources([file], {})).rejects.toThrow('truncated: 1 bytes are missing');
    }
  });
});

test('the file that we write is the one that NumPy writes', () => {
  const ours = formatNpy(Float32Array.from(grid), [4, 3]);
  expect(ours.equals(readFileSync(fixture('float32.npy')))).toBe(true);
});

test('half precision at its edges', () => {
  expect([0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0x7c00].map(halfToNumber)).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    -0,
    Number.POSITIVE_INFINITY,
  ]);
  expect(halfToNumber(0x7e00)).toBeNaN();
});
