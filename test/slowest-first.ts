import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by their folder and name: a worker that begins one of them last keeps all waiting. */
const slowest = [
  'web/accessibility',
  'web/damaged',
  'run/commands',
  'web/compare',
  'run/bad-input',
  'run/run',
  'web/exploring',
  'web/autoencoder',
  'web/live',
  'web/selecting',
  'run/interruption',
  'web/page',
  'web/take-away',
  'web/pictures',
  'web/memory',
  'web/hostile',
  'web/dates',
  'web/own-table',
  'web/sweep',
  'web/compare-phone',
  'web/saved-selections',
  'web/compared-files',
];

/** Begins with the files that take longest; the others follow as Vitest orders them. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ordered = await super.sort(files);
    return ordered.toSorted((a, b) => place(a) - place(b));
  }
}

function place({ moduleId }: TestSpecification): number {
  const { dir, name } = path.parse(moduleId);
  const found = slowest.indexOf(`${path.basename(dir)}/${name.replace(/\.test$/, '')}`);
  return found === -1 ? slowest.length : found;
}
