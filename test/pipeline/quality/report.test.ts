import { codeStatistics, unitActivities } from '@latentscape/pipeline/autoencoder/code-statistics';
import {
  summariseCodes,
  summarisePoints,
  summariseReconstruction,
} from '@latentscape/pipeline/quality/report';
import { expect, test } from 'vitest';

test('the mean of each column, and how many points kept no neighbour', () => {
  const column = (name: string, ...values: number[]) => ({
    kind: 'number' as const,
    name,
    values: Float32Array.from(values),
  });
  const columns = [column('neighbours_kept', 0, 0.5, 1, 0), column('false_neighbours', 1, 0.5, 0, 0.25)];
  expect(summarisePoints(columns)).toEqual({ neighboursKept: 0.375, falseNeighbours: 0.4375, misplaced: 2 });
});

test('reconstruction is told apart for rows that trained and rows held out', () => {
  const errors = Float32Array.of(1, 2, 6);
  expect(summariseReconstruction(errors, Uint8Array.of(0, 0, 1))).toEqual({ training: 1.5, heldOut: 6 });
  expect(summariseReconstruction(errors, new Uint8Array(3))).toEqual({ training: 3 });
});

test('mean, variance, zeros and the units that never speak', () => {
  const codes = Float32Array.of(1, 0, 0, 3, 0, 2);
  expect(summariseCodes(codeStatistics(codes), unitActivities(codes, 3))).toEqual({
    mean: 1,
    variance: (0 + 1 + 1 + 4 + 1 + 1) / 6,
    zeroFraction: 0.5,
    deadUnits: [1],
  });
});
