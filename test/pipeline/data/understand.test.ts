import { builtinSets } from '@latentscape/pipeline/data/builtin';
import { readCsv } from '@latentscape/pipeline/data/csv';
import type { Dataset } from '@latentscape/pipeline/data/dataset';
import { describeDataset } from '@latentscape/pipeline/data/inspect';
import { loadDataset } from '@latentscape/pipeline/data/load';
import { type DataOptions, dataDefaults, dataFlags } from '@latentscape/pipeline/data/options';
import { planRoles } from '@latentscape/pipeline/data/roles';
import { bytesSource } from '@latentscape/pipeline/data/source';
import { understand } from '@latentscape/pipeline/data/understand';
import { describe, expect, test } from 'vitest';

/** A data set of CSV text: the header, and `rows` lines that `line` writes. */
async function dataset(
  header: string,
  line: (row: number) => string,
  options: DataOptions = {},
  rows = 40,
): Promise<Dataset> {
  const text = [header, ...Array.from({ length: rows }, (_, row) => line(row))].join('\n');
  const table = await readCsv(
    bytesSource('data.csv', 'data.csv', Buffer.from(text)),
    planRoles(options),
    options,
  );
  return understand(table, 'data.csv', options);
}

const shownNames = ({ metadata }: Dataset) => metadata.map(({ name }) => name);

describe('which column is the label', () => {
  const numbers = (row: number) => `${row * row},${row % 7}`;

  test.each(['label', 'class', 'target', 'species', 'category', 'y', 'Label'])(
    'one called %s',
    async (name) => {
      const { label, featureNames } = await dataset(
        `a,b,${name}`,
        (row) => `${numbers(row)},${'xyz'[row % 3]}`,
      );
      expect(label).toMatchObject({ name, categories: ['x', 'y', 'z'] });
      expect(featureNames).toEqual(['a', 'b']);
    },
  );

  test('--label before any name', async () => {
    const { label } = await dataset('a,b,label,mine', (row) => `${numbers(row)},x,${row % 2}`, {
      label: 'mine',
    });
    expect(label).toMatchObject({ name: 'mine', categories: ['0', '1'] });
  });

  test('classes keep their names and natural order; a missing one is -1', async () => {
    const names = ['cluster 10', 'cluster 2', ''];
    const { label } = await dataset('a,b,label', (row) => `${numbers(row)},${names[row % 3]}`);
    expect(label!.categories).toEqual(['cluster 2', 'cluster 10']);
    expect([...label!.codes.subarray(0, 3)]).toEqual([1, 0, -1]);
  });

  test('numbers of many values are no classes: they are shown', async () => {
    const { label, metadata, notes } = await dataset('a,b,y', (row) => `${numbers(row)},${row / 3}`);
    expect(label).toBeUndefined();
    expect(metadata[0]).toMatchObject({ kind: 'number', name: 'y' });
    expect(notes[0]).toBe('y is shown but not learned from: its values are not classes.');
  });

  test('beside x and z, y is a coordinate', async () => {
    const { label, featureNames } = await dataset('x,y,z', (row) => `${row % 5},${row % 3},${row % 7}`);
    expect(label).toBeUndefined();
    expect(featureNames).toEqual(['x', 'y', 'z']);
  });
});

describe('ids', () => {
  test('a column called id with unique values names the rows', async () => {
    const { ids, featureNames } = await dataset('ID,a,b', (row) => `k${row},${row % 7},${row % 5}`);
    expect(ids.slice(0, 2)).toEqual(['k0', 'k1']);
    expect(featureNames).toEqual(['a', 'b']);
  });

  test('one with repeated values does not, and is shown', async () => {
    const data = await dataset('id,a,b', (row) => `k${row % 9},${row % 7},${row % 5}`);
    expect(data.ids.slice(0, 2)).toEqual(['1', '2']);
    expect(shownNames(data)).toContain('id');
  });

  test.each(['customer_id', 'customer id', 'PassengerId', 'CustomerID'])(
    'a column named like %s names the rows',
    async (name) => {
      const { ids, featureNames } = await dataset(
        `a,${name},b`,
        (row) => `${row % 7},${row * row},${row % 5}`,
      );
      expect(ids.slice(1, 4)).toEqual(['1', '4', '9']);
      expect(featureNames).toEqual(['a', 'b']);
    },
  );

  test.each(['humid', 'COVID', 'grid'])('%s is not named like an id', async (name) => {
    const { featureNames } = await dataset(`a,${name}`, (row) => `${row % 7},${row * row}`);
    expect(featureNames).toEqual(['a', name]);
  });

  test('beside the one that names the rows, others are only shown, unless they are features', async () => {
    const header = 'order_id,store_id,a,b';
    const line = (row: number) => `${row * row},${row % 9},${row % 7},${row % 5}`;
    const data = await dataset(header, line);
    expect(data.ids.slice(1, 4)).toEqual(['1', '4', '9']);
    expect(data.featureNames).toEqual(['a', 'b']);
    expect(shownNames(data)).toEqual(['store_id', 'a', 'b']);
    expect(data.notes).toContain(
      'store_id is named like an id and is only shown; learn from such a column with --features.',
    );
    const learned = await dataset(header, line, { features: ['order_id', 'a'] });
    expect(learned.featureNames).toEqual(['order_id', 'a']);
    expect(learned.notes.join()).not.toContain('named like');
  });

  test('an id is preferred to a column that is only named like one', async () => {
    const { ids } = await dataset('user_id,id,a,b', (row) => `${row},k${row},${row % 7},${row % 5}`);
    expect(ids[1]).toBe('k1');
  });

  test('numbers too long for float64 keep every digit', async () => {
    const { ids } = await dataset('id,a,b', (row) => `90071992547409930${10 + row},${row % 7},${row % 5}`);
    expect(ids[1]).toBe('9007199254740993011');
  });
});

describe('features', () => {
  test('--features, --drop and --show', async () => {
    const header = 'a,b,c,d';
    const line = (row: number) => `${row % 7},${row % 5},${row % 3},${row * row}`;
    const only = await dataset(header, line, { features: ['a', 'd'] });
    expect(only.featureNames).toEqual(['a', 'd']);
    expect(shownNames(only)).toEqual(['b', 'c', 'a', 'd']);
    const dropped = await dataset(header, line, { drop: ['a', 'd'] });
    expect(dropped.featureNames).toEqual(['b', 'c']);
    expect(shownNames(dropped)).toEqual(['b', 'c']);
    const shown = await dataset(header, line, { show: ['d'] });
    expect(shown.featureNames).toEqual(['a', 'b', 'c']);
    expect(shownNames(shown)).toEqual(['d', 'a', 'b', 'c']);
  });

  test('text of few values becomes 0/1 features that are not scaled; --one-hot sets how few', async () => {
    const line = (row: number) => `${row * row},${row % 7},${'pqr'[row % 3]}`;
    const { featureNames, features } = await dataset('a,b,kind', line);
    expect(featureNames).toEqual(['a', 'b', 'kind=p', 'kind=q', 'kind=r']);
    expect([...features.values.subarray(5, 10)]).toEqual([1, 1, 0, 1, 0]);
    expect((features.scaling.factor as number[]).slice(2)).toEqual([1, 1, 1]);
    const none = await dataset('a,b,kind', line, { oneHot: 0 });
    expect(none.featureNames).toEqual(['a', 'b']);
  });

  test('a column that only counts the rows is left out', async () => {
    const { featureNames, notes } = await dataset('n,a,b', (row) => `${row + 1},${row % 7},${row % 5}`);
    expect(featureNames).toEqual(['a', 'b']);
    expect(notes).toContain('n only counts the rows and is left out.');
  });

  test('constant columns are left out and counted', async () => {
    const { featureNames, notes } = await dataset('a,b,c,d', (row) => `${row % 7},5,${row % 5},`);
    expect(featureNames).toEqual(['a', 'c']);
    expect(notes).toContain('2 columns of one value carry no information and are left out: b, d.');
    const one = await dataset('a,b,c', (row) => `${row % 7},5,${row % 5}`);
    expect(one.notes).toContain('1 column of one value carries no information and is left out: b.');
  });

  test('whole numbers that float32 rounds are named, and kept where they are only shown', async () => {
    const line = (row: number) => `${row % 7},${row % 5},${16_777_216 * (row % 3) - row},${row * 1.5e9}`;
    const { notes } = await dataset('a,b,user,x', line);
    expect(notes).toContain(
      'Whole numbers beyond 16,777,216 are rounded to about 7 digits: user, x. Columns that are only shown (--show) keep all digits.',
    );
    const shown = await dataset('a,b,user,x', line, { show: ['user', 'x'] });
    expect(shown.notes.join()).not.toContain('rounded');
    const user = shown.metadata.find(({ name }) => name === 'user');
    expect(user).toMatchObject({ kind: 'number', values: { 0: 0, 1: 16_777_215, 2: 33_554_430 } });
  });
});

describe('missing numbers', () => {
  const line = (row: number) => `${row === 3 || row === 5 ? '' : row},${row % 2}`;

  test('become the median of the column, and are counted', async () => {
    const { features, notes } = await dataset('a,b', line);
    const present = Array.from({ length: 40 }, (_, row) => row).filter((row) => row !== 3 && row !== 5);
    expect(features.values[6]).toBe((present[18] + present[19]) / 2);
    expect(notes).toContain('2 missing numbers in a were replaced by the median of the column.');
  });

  test('--missing drop leaves the rows out, of every column', async () => {
    const { features, ids, split, notes } = await dataset('a,b', line, { missing: 'drop' });
    expect(features.rows).toBe(38);
    expect([...features.values.subarray(4, 8)]).toEqual([2, 0, 4, 0]);
    expect(ids.slice(2, 5)).toEqual(['3', '5', '7']);
    expect(split).toHaveLength(38);
    expect(notes).toContain('2 rows with missing values were left out.');
  });

  test('--na adds spellings, of numbers too', async () => {
    const { features } = await dataset('a,b', (row) => `${row === 3 ? -999 : row},${row % 2}`, {
      na: ['-999'],
    });
    expect(features.values[6]).toBe(20);
  });
});

describe('scaling', () => {
  const scaled = ({ features }: Dataset, column: number) => {
    const { rows, columns, values, scaling } = features;
    const of = (rule: number | readonly number[]) => (typeof rule === 'number' ? rule : rule[column]);
    return Array.from(
      { length: rows },
      (_, row) => (values[row * columns + column] - of(scaling.offset)) * of(scaling.factor),
    );
  };

  test('numbers of all sizes: each column to mean 0 and standard deviation 1', async () => {
    const data = await dataset('a,b', (row) => `${1000 + row * row},${(row % 7) / 1000}`);
    for (const column of [0, 1]) {
      const values = scaled(data, column);
      const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 5);
    }
  });

  test('values in [0, 1] stay as they are', async () => {
    const { features } = await dataset('a,b', (row) => `${row / 40},${(row % 7) / 7}`);
    expect(features.scaling).toEqual({ rule: 'none', offset: 0, factor: 1 });
  });

  test('pixels are kept as bytes and seen as an image', async () => {
    const header = Array.from({ length: 64 }, (_, i) => `pixel${i}`).join(',');
    const data = await dataset(header, (row) =>
      Array.from({ length: 64 }, (_, i) => (row * 37 + i * 11) % 256).join(','),
    );
    expect(data.features.values).toBeInstanceOf(Uint8Array);
    expect(data.features.scaling).toEqual({ rule: 'unit', offset: 0, factor: 1 / 255 });
    expect(data.image).toEqual({ width: 8, height: 8, channels: 1 });
  });

  test.each(['minmax', 'unit'] as const)('--scaling %s brings values to [0, 1]', async (rule) => {
    const data = await dataset('a,b', (row) => `${row - 300},${row % 7}`, { scaling: rule });
    const values = [...scaled(data, 0), ...scaled(data, 1)];
    expect(Math.min(...values)).toBe(0);
    expect(Math.max(...values)).toBeCloseTo(1, 10);
  });
});

test('a tenth of the rows is held out by the seed, none of a tiny table', async () => {
  const held = async (options: DataOptions, rows: number) =>
    (await dataset('a,b', (row) => `${row % 7},${row % 5}`, options, rows)).split;
  const split = await held({}, 200);
  expect(split.reduce((sum, bit) => sum + bit, 0)).toBe(20);
  expect(await held({}, 200)).toEqual(split);
  expect(await held({ seed: 2 }, 200)).not.toEqual(split);
  expect((await held({ holdOut: 0.25 }, 200)).reduce((sum, bit) => sum + bit, 0)).toBe(50);
  expect((await held({}, 8)).some(Boolean)).toBe(false);
});

describe('built-in sets', () => {
  test('all of them are there; the small ones load', async () => {
    expect(builtinSets.map(({ name }) => name)).toEqual(['mnist', 'penguins', 'vectors']);
    const penguins = await loadDataset(['penguins']);
    expect(penguins.features.rows).toBe(344);
    expect(penguins.label!.categories).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    const vectors = await loadDataset(['vectors']);
    expect(vectors.features).toMatchObject({ rows: 3000, columns: 64 });
    expect((await loadDataset(['vectors'])).features.values).toEqual(vectors.features.values);
  });

  test('what inspect says of the penguins', async () => {
    expect(describeDataset(await loadDataset(['penguins']))).toBe(`\
data      penguins
rows      344 (34 held out from training)
features  10: bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g, year, island=Biscoe, island=Dream, island=Torgersen and 2 more
scaling   standardise
label     species: Adelie (152), Chinstrap (68), Gentoo (124)
ids       1, 2, 3 and 341 more
shown     bill_length_mm (number), bill_depth_mm (number), flipper_length_mm (number), body_mass_g (number), year (number), island (3 categories), sex (2 categories)
- species colours the map: 3 classes.
- Text of few different values is learned from as 0/1 features: island (3 values), sex (2 values).
- 8 missing numbers in bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g were replaced by the median of the column.
- Each numeric feature is scaled to mean 0 and standard deviation 1.`);
  });
});

test('inspect shortens long names of classes and counts categories as one does', async () => {
  const line = (row: number) => `${row * row},${row % 7},${'long '.repeat(20)}${row % 2},same`;
  const text = describeDataset(await dataset('a,b,label,place', line));
  expect(text).toContain(`label     label: ${'long '.repeat(20).slice(0, 39)}… (20), `);
  expect(text).toContain('place (1 category)');
});

test('every option that has a default can be given on the command line, but for the seed, which all stages share', () => {
  const flags = new Set<string>(dataFlags.map(({ key }) => key));
  expect(Object.keys(dataDefaults).filter((key) => !flags.has(key))).toEqual(['seed']);
});
