import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseNpy } from '@latentscape/pipeline/data/npy';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, expect, test } from 'vitest';
import { latentscape } from '../../support/cli.js';
import { sharedFolder, temporaryFolder } from '../../support/temporary-folder.js';

let runs: string;

beforeAll(async () => {
  runs = await sharedFolder();
  const { code, stderr } = await latentscape([
    'run',
    'penguins',
    '--epochs',
    '30',
    '--json',
    '--runs',
    runs,
    '--name',
    'p',
  ]);
  expect([code, stderr]).toEqual([0, '']);
});

const csvRows = (file: string) =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

test('the last lines of a run are a table of what came out and the next command', async () => {
  const { stdout } = await latentscape(['run', 'penguins', '--epochs', '30', '--runs', runs, '--name', 'p']);
  expect(stdout).toMatch(/^train +[\d.]+ s +epochs 30 · /m);
  expect(stdout).toContain(`${runs}/p/embedding.csv`);
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^p is ready after .* Look at it: {2}npm start$/);
});

test('list, show and rm', async () => {
  const folder = await temporaryFolder();
  const empty = await latentscape(['list', '--runs', folder]);
  expect(empty.stdout).toContain('There are no runs yet. Make one:  npm run pipeline');
  const { stdout } = await latentscape(['list', '--runs', runs, '--json']);
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'p', status: 'done', manifest: { seed: 1 } }]);
  const shown = await latentscape(['show', 'p', '--runs', runs]);
  expect(shown.stdout).toMatch(/^Gentoo +124 /m);
  expect(shown.stdout).toMatch(/^data +penguins, 344 rows x \d+ features$/m);
  await latentscape([
    'run',
    'vectors',
    '--sample',
    '50',
    '--epochs',
    '8',
    '--runs',
    folder,
    '--name',
    'gone',
  ]);
  expect(existsSync(path.join(folder, 'gone'))).toBe(true);
  expect((await latentscape(['rm', 'gone', '--runs', folder])).stdout).toBe('Removed gone.\n');
  expect(existsSync(path.join(folder, 'gone'))).toBe(false);
});

test('show says why a run failed', async () => {
  const folder = await temporaryFolder();
  const variant = ['--variant', 'convolutional', '--name', 'no-images'];
  const { code, stderr } = await latentscape(['run', 'penguins', ...variant, '--runs', folder]);
  expect(code).toBe(2);
  const reason = stderr.trimEnd().split('\n').at(-1)!.replace('error: ', '');
  const { stdout } = await latentscape(['show', 'no-images', '--runs', folder]);
  expect(stdout).toMatch(/^status +failed$/m);
  expect(stdout).toContain(reason);
});

test('--version prints the version of package.json, --help has examples and exit codes', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect((await latentscape(['--version'])).stdout).toBe(`${version}\n`);
  const help = await latentscape(['run', '--help']);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('$ latentscape run mydata.csv --label species');
  expect(help.stdout).toContain('0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted');
});

test('what trains and encodes nothing starts without TensorFlow.js', async () => {
  const refusal = "if (name.startsWith('@tensorflow/')) throw new Error('asked for ' + name);";
  const resolve = `export function resolve(name, context, next) { ${refusal} return next(name, context); }`;
  const hook = `import { register } from 'node:module'; register(${JSON.stringify(moduleOf(resolve))});`;
  const without = { NODE_OPTIONS: `--import=${moduleOf(hook)}` };
  for (const args of [['list'], ['show', 'p'], ['export', 'p', '-o', '-']]) {
    const { code, stderr } = await latentscape([...args, '--runs', runs], without);
    expect([code, stderr]).toEqual([0, '']);
  }
  const folder = await temporaryFolder();
  const run = await latentscape(['run', 'penguins', '--runs', folder], without);
  expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('asked for @tensorflow/')]);
});

const moduleOf = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;

test('NO_COLOR is honoured, and FORCE_COLOR too', async () => {
  const plain = await latentscape(['show', 'p', '--runs', runs]);
  expect(plain.stdout).not.toContain('\x1b');
  const coloured = await latentscape(['show', 'p', '--runs', runs], {
    NO_COLOR: undefined,
    FORCE_COLOR: '1',
  });
  expect(coloured.stdout).toContain('\x1b[1mp');
});

test('inspect says what a run would do, and writes nothing', async () => {
  const folder = await temporaryFolder();
  const { stdout } = await latentscape(['inspect', 'penguins'], {}, folder);
  expect(stdout).toMatch(/^label +species: Adelie \(152\), Chinstrap \(68\), Gentoo \(124\)$/m);
  expect(readdirSync(folder)).toEqual([]);
});

test('every export format holds the same points, read by programs that are not ours', async () => {
  const folder = await temporaryFolder();
  const file = (format: string) => path.join(folder, `p.${format}`);
  for (const format of ['csv', 'parquet', 'arrow', 'json', 'npy']) {
    const { code } = await latentscape([
      'export',
      'p',
      '--runs',
      runs,
      '--format',
      format,
      '-o',
      file(format),
    ]);
    expect(code).toBe(0);
  }
  const json = JSON.parse(readFileSync(file('json'), 'utf8'));
  const arrow = tableFromIPC(readFileSync(file('arrow')));
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const parquet = await duckdb.runAndReadAll(`select id, label, x, y from '${file('parquet')}'`);
  const [header, ...rows] = csvRows(file('csv'));
  expect(header.slice(0, 5)).toEqual(['id', 'label', 'x', 'y', 'split']);
  expect(rows).toHaveLength(344);
  for (const row of [0, 100, 343]) {
    const [id, label, x, y] = rows[row];
    expect([json[row].id, json[row].label, json[row].x, json[row].y]).toEqual([
      id,
      label,
      Number(x),
      Number(y),
    ]);
    expect(arrow.get(row)!.x).toBe(Math.fround(Number(x)));
    expect(parquet.getRows()[row]).toEqual([id, label, Math.fround(Number(x)), Math.fround(Number(y))]);
  }
  expect(parseNpy(readFileSync(file('npy')), 'p.npy').shape[0]).toBe(344);
});

test('--engine tsne-js lays out a small run with that package, and the same seed gives the same map', async () => {
  const args = [
    'run',
    'vectors',
    '--sample',
    '120',
    '--epochs',
    '8',
    '--engine',
    'tsne-js',
    '--iterations',
    '60',
  ];
  const maps = [];
  for (const name of ['one', 'two']) {
    const folder = await temporaryFolder();
    const { code, stderr } = await latentscape([...args, '--json', '--name', name, '--runs', folder]);
    expect([code, stderr]).toEqual([0, '']);
    maps.push(readFileSync(path.join(folder, name, 'embedding.csv'), 'utf8'));
  }
  expect(maps[0].trimEnd().split('\n')).toHaveLength(121);
  expect(maps[1]).toBe(maps[0]);
});

test('export chooses columns, adds codes, and writes to a pipe', async () => {
  const { stdout } = await latentscape([
    'export',
    'p',
    '--runs',
    runs,
    '--columns',
    'y,id,code_31',
    '-o',
    '-',
  ]);
  expect(stdout.split('\n')[0]).toBe('y,id,code_31');
  const where = ['export', 'p', '--runs', runs, '--columns', 'id,label', '-o', '-', '--where'];
  const gentoo = await latentscape([...where, "d.label === 'Gentoo' && d.bill_length_mm > 55"]);
  expect(gentoo.stdout.trimEnd().split('\n').slice(1)).toEqual(['186,Gentoo', '254,Gentoo', '268,Gentoo']);
  const unknown = await latentscape([...where, 'd.weight > 1']);
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('Invalid column reference: "d.weight"'),
  ]);
  const quoted = [...where.slice(0, 4), '--columns', 'id,"label","z, too"', '-o', '-'];
  expect((await latentscape(quoted)).stderr).toContain(
    '--columns: there is no column "z, too"; there are id,',
  );
  for (const [flags, message] of [
    [['--columns', 'x,y,x'], '--columns: "x" is named twice.'],
    [
      ['--format', 'projector', '--where', 'd.x > 0'],
      '--format projector writes all points and columns: leave --where out, or choose another format.',
    ],
    [['--format', 'projector', '-o', '-'], '--format projector writes a folder: name one with --output.'],
  ] as const)
    expect(await latentscape(['export', 'p', '--runs', runs, ...flags])).toMatchObject({
      code: 2,
      stderr: `error: ${message}\n`,
    });
  const wrong = await latentscape(['export', 'p', '--runs', runs, '--columns', 'z']);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    expect.stringMatching(/there is no column "z"; there are id, label, x, y/),
  ]);
});

test('encode gives rows that the model knows their own codes, and their own places on the map', async () => {
  const folder = await temporaryFolder();
  const rows = Array.from({ length: 200 }, (_, row) =>
    Array.from({ length: 20 }, (_, i) => Math.sin(row * (i + 1)) + (row % 4)),
  );
  const data = path.join(folder, 'waves.csv');
  await writeFile(
    data,
    `${rows[0].map((_, i) => `w${i}`).join(',')}\n${rows.map((row) => row.join(',')).join('\n')}\n`,
  );
  const run = await latentscape(['run', data, '--epochs', '20', '--runs', runs, '--name', 'waves']);
  expect(run.code).toBe(0);
  const output = path.join(folder, 'again.csv');
  const { code, stderr } = await latentscape(['encode', 'waves', data, '--runs', runs, '-o', output]);
  expect([code, stderr]).toEqual([0, '']);
  const codes = parseNpy(readFileSync(path.join(runs, 'waves/codes.npy')), 'codes.npy')
    .values as Float32Array;
  const places = csvRows(path.join(runs, 'waves/embedding.csv')).slice(1);
  const extent =
    Math.max(...places.map(([, , x]) => Number(x))) - Math.min(...places.map(([, , x]) => Number(x)));
  const distances = csvRows(output)
    .slice(1)
    .map(([, x, y, ...code], row) => {
      expect(Float32Array.from(code.map(Number))).toEqual(codes.subarray(row * 32, (row + 1) * 32));
      return Math.hypot(Number(x) - Number(places[row][2]), Number(y) - Number(places[row][3]));
    });
  expect(distances.sort((a, b) => a - b)[100]).toBeLessThan(extent / 20);
});

test('encode treats missing numbers as the run did: the rows of the run have their own codes again', async () => {
  const folder = await temporaryFolder();
  const penguins = 'pipeline/datasets/penguins.csv';
  const output = path.join(folder, 'again.csv');
  const encode = ['encode', 'p', penguins, '--runs', runs, '-o', output];
  expect(await latentscape(encode)).toMatchObject({
    code: 0,
    stderr:
      "8 missing numbers in bill_length_mm, bill_depth_mm, flipper_length_mm, body_mass_g replaced by the median of the run's column.\n",
  });
  const codes = parseNpy(readFileSync(path.join(runs, 'p/codes.npy')), 'codes.npy').values;
  const encoded = csvRows(output).slice(1);
  expect(Float32Array.from(encoded.flatMap(([, , , ...code]) => code.map(Number)))).toEqual(codes);
  const dropped = await latentscape([...encode, '--missing', 'drop']);
  expect([dropped.code, dropped.stderr]).toEqual([0, '2 rows with missing values left out.\n']);
  expect(csvRows(output)).toHaveLength(1 + 342);
  expect(csvRows(output)[4][0]).toBe('5');
  expect(await latentscape([...encode, '--missing', 'error'])).toMatchObject({
    code: 2,
    stderr: `error: ${penguins}: row 4, column "bill_length_mm" lacks a value. Use --missing median or --missing drop.\n`,
  });
});

test('encode takes a single new row whose columns stand in another order, and names missing ones', async () => {
  const folder = await temporaryFolder();
  const row = {
    sex: 'male',
    island: 'Dream',
    year: 2008,
    body_mass_g: 3700,
    flipper_length_mm: 195,
    bill_depth_mm: 18,
    bill_length_mm: 47,
  };
  const file = path.join(folder, 'new.csv');
  await writeFile(file, `${Object.keys(row).join(',')}\n${Object.values(row).join(',')}\n`);
  const { code, stderr, stdout } = await latentscape(['encode', 'p', file, '--runs', runs, '-o', '-']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  await writeFile(file, 'bill_length_mm,year\n47,2008\n');
  const wrong = await latentscape(['encode', 'p', file, '--runs', runs, '-o', '-']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(
    /new\.csv: the model expects \d+ features; missing: "bill_depth_mm", "flipper_length_mm"/,
  );
});
