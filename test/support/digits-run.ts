import path from 'node:path';
import { latentscape } from './cli.js';

/** Makes a real run of some rows of MNIST in the folder of runs, with few steps; returns its folder. */
export async function makeDigitsRun(
  runs: string,
  rows = 1200,
  name = 'digits',
  options: readonly string[] = [],
): Promise<string> {
  const steps = ['--hidden', '128', '--epochs', '4', '--early-iterations', '60', '--iterations', '150'];
  const { code, stderr } = await latentscape([
    'run',
    'mnist',
    '--sample',
    String(rows),
    ...steps,
    ...options,
    '--runs',
    runs,
    '--name',
    name,
  ]);
  if (code !== 0) throw new Error(`the run ${name} failed: ${stderr}`);
  return path.join(runs, name);
}
