import { defineConfig } from 'vitest/config';
import SlowestFirst from './test/slowest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: SlowestFirst },
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // What the page does next may take a while where two browsers share two cores.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './test/closing-line.ts'],
  },
});
