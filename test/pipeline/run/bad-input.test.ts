import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@latentscape/pipeline/errors';
import { unreadable } from '@latentscape/pipeline/store/manifest';
import { describe, expect, test } from 'vitest';
import { latentscape, startLatentscape } from '../../support/cli.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

describe('wrong usage ends with exit code 2, one line that says what would be right, and nothing written', () => {
  test.each([
    [['run', '--perplexty', '30'], "unknown option '--perplexty'"],
    [['run', '--perplexity', 'many'], 'Give a number above 0.'],
    [['run', '--perplexity', '-5'], 'Give a number above 0.'],
    [['run', '--epochs', '0'], 'Give a whole number of at least 1.'],
    [['run', '--epochs', '1.5'], 'Give a whole number of at least 1.'],
    [['run', '--threads', '1000'], 'Give a whole number of at least 1 and up to 64.'],
    [['run', '--code-size', '1000000000'], 'Give a whole number of at least 1 and up to 10000.'],
    [['run', '--sample', '0'], 'Give a whole number of at least 4.'],
    [['run', '--sample', '99.5'], 'Give a whole number of at least 4.'],
    [['run', '--hold-out', '1'], 'Give a number of at least 0 and below 1.'],
    [['inspect', 'penguins', '--seed', 'one'], 'Give a whole number of at least 0.'],
    [['demo', 'runs'], 'Allowed choices are tables.'],
    [['run', '--engine', 'umap'], 'Allowed choices are latentscape, tsne-js.'],
    [['run', '--loss', 'mae'], 'Allowed choices are bce, mse, auto.'],
    [['run', '--variant', 'magic'], 'choose from vanilla, sparse, denoising, convolutional, variational'],
    [['sweep', 'penguins', '--variant', 'sparse,magic'], '"magic" is not a variant'],
    [['run', 'mnist', '--name', '../evil'], '"../evil" is not a run name'],
    [['run', 'nowhere.csv'], 'nowhere.csv: no such file.'],
    [
      ['run', 'pengiuns'],
      'pengiuns: no such file. A built-in data set ("latentscape demo" lists them) is named alone.',
    ],
    [
      ['run', 'mnist', '--sample', '5000', '--engine', 'tsne-js'],
      '--engine tsne-js: 5,000 rows would take about',
    ],
    [['show', 'nothing'], 'There is no run "nothing"'],
    [['rm', 'nothing'], 'There is no run "nothing"'],
    [['export', 'nothing'], 'There is no run "nothing"'],
    [['explode'], "unknown command 'explode'"],
  ])('%j', async (args, message) => {
    const runs = path.join(await temporaryFolder(), 'runs');
    const withRuns = ['explode', 'inspect', 'demo'].includes(args[0]) ? args : [...args, '--runs', runs];
    const { code, stderr, stdout } = await latentscape(withRuns);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(stdout).not.toContain('embedding.csv');
    // How many rows are too many for tsne-js shows when they have been read; they stay for the next try.
    expect(existsSync(runs)).toBe(args.includes('tsne-js'));
  });
});

describe('data that cannot be read leave nothing behind', () => {
  const ragged = 'a,b\n1,2\n3\n';
  const table = `a,b\n${Array.from({ length: 40 }, (_, row) => `${row * row},${row % 7}\n`).join('')}`;

  test('neither a run nor a folder of runs that was made for it', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'my "data" größe.csv');
    await writeFile(file, ragged);
    const { code, stderr } = await latentscape(['run', file, '--runs', path.join(folder, 'new', 'runs')]);
    expect(stderr).toContain('größe.csv:3: 1 value, the header has 2. Line: "3".');
    expect(code).toBe(2);
    expect(await readdir(folder)).toEqual(['my "data" größe.csv']);
  });

  test('a folder that was there before stays, and so does a finished run of the same name', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'table.csv');
    const runs = path.join(folder, 'runs');
    const args = ['run', file, '--runs', runs, '--name', 'one', '--epochs', '2', '--iterations', '50'];
    await mkdir(path.join(runs, 'two'), { recursive: true });
    await writeFile(file, table);
    expect((await latentscape(args)).code).toBe(0);
    await writeFile(file, ragged);
    for (const name of ['one', 'two', 'three']) {
      expect((await latentscape([...args, '--name', name])).code).toBe(2);
    }
    expect((await readdir(runs)).sort()).toEqual(['one', 'two']);
    expect(existsSync(path.join(runs, 'one', 'embedding.csv'))).toBe(true);
    expect((await latentscape(['export', 'one', '--runs', runs, '-o', '-'])).code).toBe(0);
  });
});

test('two runs that write the same folder: the second is refused with exit code 1 and changes nothing', async () => {
  const runs = await temporaryFolder();
  const args = [
    'run',
    'mnist',
    '--sample',
    '1000',
    '--epochs',
    '8',
    '--name',
    'one',
    '--runs',
    runs,
    '--json',
  ];
  const [first, finished] = startLatentscape(args);
  await new Promise((resolve) => first.stdout!.once('data', resolve));
  const second = await latentscape(args);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`process ${first.pid} on .* is writing to this run`));
  expect(second.stderr.trim().split('\n')).toHaveLength(1);
  expect((await finished).code).toBe(0);
});

test('a runs folder that is a file is one clear line with exit code 1', async () => {
  const file = path.join(await temporaryFolder(), 'runs');
  await writeFile(file, '');
  const { code, stderr } = await latentscape(['run', 'mnist', '--sample', '100', '--runs', file]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/cannot be written \((EEXIST|ENOTDIR)\): a part of that path is a file/);
});

test('runs that cannot be read are one clear line', async () => {
  const file = path.join(await temporaryFolder(), 'runs');
  await writeFile(file, '');
  expect(await latentscape(['list', '--runs', file])).toMatchObject({
    code: 2,
    stderr: `error: ${file}: this is a file, not a folder.\n`,
  });
  expect(unreadable(Object.assign(new Error('EACCES: …'), { code: 'EACCES' }), 'runs/p/run.json')).toEqual(
    new UserError(
      'runs/p/run.json: cannot be read (EACCES): you may not read it; change its permissions.',
      1,
    ),
  );
});

test('a run whose log of events cannot be opened is one clear line with exit code 1, and gives its folder back', async () => {
  const runs = await temporaryFolder();
  await mkdir(path.join(runs, 'one', 'events.jsonl'), { recursive: true });
  const args = ['run', 'penguins', '--name', 'one', '--runs', runs];
  const { code, stderr } = await latentscape(args);
  expect(stderr).toContain('events.jsonl: cannot be written (EISDIR)');
  expect(code).toBe(1);
  expect((await readdir(path.join(runs, 'one'))).sort()).toEqual(['events.jsonl', 'run.json']);
});

test.runIf(process.platform === 'linux')(
  'a disk that takes no more is one clear line with exit code 1, and the run goes on once there is room',
  async () => {
    const runs = await temporaryFolder();
    const few = ['--sample', '1000', '--hidden', '64', '--epochs', '1', '--iterations', '50'];
    const args = ['run', 'mnist', ...few, '--name', 'full', '--runs', runs];
    const { code, stderr } = await withLargestFile(400, args);
    expect(stderr).toContain(
      'dataset/features.npy: cannot be written (EFBIG): the file would be larger than',
    );
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(1);
    expect((await latentscape(args)).code).toBe(0);
  },
);

/** Runs `latentscape` where no file may grow beyond some kilobytes, as on a disk that is almost full. */
function withLargestFile(
  kilobytes: number,
  args: readonly string[],
): Promise<{ code: number; stderr: string }> {
  const cli = fileURLToPath(import.meta.resolve('@latentscape/pipeline/cli'));
  const script = `trap '' XFSZ; ulimit -f ${kilobytes}; exec "$0" "$@"`;
  return new Promise((resolve) => {
    execFile('bash', ['-c', script, process.execPath, cli, ...args], (error, _stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stderr }),
    );
  });
}
