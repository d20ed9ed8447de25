import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const programs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.mjs'),
);
const imports = programs.flatMap((program) => {
  const source = readFileSync(path.join(folder, program), 'utf8');
  const found = source.matchAll(/import \{([^}]+)\} from '(\.[^']+\/dist\/[^']+)'/g);
  return [...found].map(([, names, target]) => ({
    program,
    target,
    names: names.split(',').map((name) => name.trim().split(' as ')[0]),
  }));
});

// Benchmarks are run by hand, now and then: what they import of the pipeline is looked up whenever the tests run.
describe('the benchmarks', () => {
  it.each(imports)('$program finds what it imports from $target', async ({ program, target, names }) => {
    const module = await import(path.resolve(folder, path.dirname(program), target));
    expect(Object.keys(module)).toEqual(expect.arrayContaining(names.filter((name) => name !== '')));
  });
});
