import { codeStatistics } from '@latentscape/pipeline/quality/code-statistics';
import { expect, test } from 'vitest';

test('mean, variance, zeros and the units that never speak', () => {
  expect(codeStatistics(Float32Array.of(1, 0, 0, 3, 0, 2), 3)).toEqual({
    mean: 1,
    variance: (0 + 1 + 1 + 4 + 1 + 1) / 6,
    zeroFraction: 0.5,
    deadUnits: [1],
  });
});
