import type { StepQuality } from '@latentscape/pipeline/quality/measure';
import type { SpaceName } from '@latentscape/pipeline/quality/space';
import { type Findings, tellStory } from '@latentscape/pipeline/quality/story';
import { expect, test } from 'vitest';

const exactly = (value: number) => ({ value, standardError: 0 });

function step(
  from: SpaceName,
  to: SpaceName,
  recall: number,
  rnxArea: number,
  correlation: number,
): StepQuality {
  return {
    from,
    to,
    sampledRows: 500,
    trustworthiness: [],
    continuity: [],
    recall: [{ k: 10, ...exactly(recall) }],
    rnxArea: exactly(rnxArea),
    curve: { k: [], recall: [], rnx: [] },
    distanceCorrelation: exactly(correlation),
    stress: exactly(0.3),
  };
}

const space = (name: SpaceName, accuracy: number) => ({
  name,
  columns: 2,
  sampledRows: 500,
  labelAccuracy: exactly(accuracy),
});

const mapOnly: Findings = {
  rows: 5000,
  spaces: [{ name: 'map', columns: 2, sampledRows: 500 }],
  steps: [step('codes', 'map', 0.4, 0.6, 0.9)],
  points: { neighboursKept: 0.4, falseNeighbours: 0.2, misplaced: 0 },
};

test('the story of a run with labels and an autoencoder', () => {
  const story = tellStory({
    rows: 5000,
    spaces: [space('input', 0.966), space('codes', 0.972), space('map', 0.9651)],
    steps: [
      step('input', 'codes', 0.5, 0.7, 0.8),
      step('input', 'map', 0.3, 0.4, 0.38),
      step('codes', 'map', 0.41, 0.55, 0.5),
    ],
    points: { neighboursKept: 0.41, falseNeighbours: 0.2, misplaced: 1200 },
    confusion: {
      labels: ['4', '9'],
      counts: [
        [98, 2],
        [7, 93],
      ],
    },
  });
  expect(story).toEqual([
    '97 of 100 points sit among their own label on the map (97 in the original features, 97 in the codes).',
    "The map keeps 4.1 of a point's 10 nearest neighbours in the codes.",
    'More is lost by the layout than by the autoencoder: 70% of the neighbourhoods survive the encoding, 55% the layout (0% would be chance).',
    '"9" and "4" touch most: 7% of the points of "9" sit among "4", 2% the other way.',
    'Do not read meaning into how far apart groups lie on the map (rank correlation of distances 0.38).',
    '1,200 points (24%) kept none of their nearest neighbours: read nothing into their place.',
  ]);
});

test('without labels and autoencoder the story tells what is left', () => {
  expect(tellStory(mapOnly)).toEqual([
    "The map keeps 4 of a point's 10 nearest neighbours in the codes.",
    'Points that are far apart on the map are mostly far apart in the data (rank correlation of distances 0.90).',
    'Every point has kept at least one of its nearest neighbours.',
  ]);
});

test('classes that never mix are not said to', () => {
  const confusion = {
    labels: ['a', 'b', 'never seen'],
    counts: [
      [5, 0, 0],
      [0, 5, 0],
      [0, 0, 0],
    ],
  };
  expect(tellStory({ ...mapOnly, confusion })).toEqual(tellStory(mapOnly));
});

test('one misplaced point is a point, not points', () => {
  const points = { ...mapOnly.points, misplaced: 1 };
  expect(tellStory({ ...mapOnly, points }).at(-1)).toBe(
    '1 point (0.02%) kept none of its nearest neighbours: read nothing into its place.',
  );
});
