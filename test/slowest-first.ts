import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, by their folder and name: a worker that begins one of them last keeps all waiting. */
const slowest = [
  'web/accessibility',
  'web/damaged',
  'web/compare',
  'web/compare-views',
  'run/interruption',
  'run/commands',
  'web/exploring',
  'run/bad-input',
  'web/take-away',
  'web/pictures',
  'web/autoencoder',
  'web/page',
  'web/selecting',
  'run/run',
  'web/hostile',
  'web/sweep',
  'web/compare-phone',
  'web/saved-selections',
  'web/own-table',
  'web/live',
  'web/dates',
  'web/assistive',
  'web/compared-files',
  'web/memory',
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
