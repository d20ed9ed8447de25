import { type Estimate, estimateMean } from './estimate.js';

/** The k nearest neighbours of some rows. */
export interface Neighbours {
  readonly k: number;
  /** `queries x k` row numbers, nearest first; a row is not its own neighbour. */
  readonly indices: Uint32Array;
}

/**
 * The label that most of each row's nearest neighbours carry: a k-nearest-neighbours classifier with equal weights,
 * leaving out the row itself. Among labels with equally many votes the one of the smallest code wins, as in
 * scikit-learn's `KNeighborsClassifier`. Rows without a label do not vote.
 *
 * @param k how many of the neighbours vote, at most `neighbours.k`
 * @param labels one code a row, -1 for none
 * @returns one code a query, -1 where no neighbour has a label
 */
export function labelsByNeighbours(neighbours: Neighbours, k: number, labels: Int32Array): Int32Array {
  const votes = new Uint32Array(classCount(labels));
  return Int32Array.from({ length: neighbours.indices.length / neighbours.k }, (_, query) => {
    votes.fill(0);
    const first = query * neighbours.k;
    for (const row of neighbours.indices.subarray(first, first + k)) {
      if (labels[row] >= 0) votes[labels[row]]++;
    }
    return mostVoted(votes);
  });
}

/**
 * How often nearest neighbours tell a row's own label.
 *
 * @param queries the rows that were asked, a random sample or all
 * @param predicted what `labelsByNeighbours` said of them
 * @returns a share from 0 to 1 of the queries that have a label; NaN when none has
 */
export function labelAccuracy(
  queries: ArrayLike<number>,
  predicted: Int32Array,
  labels: Int32Array,
): Estimate {
  const right = Float64Array.from(predicted, (label, query) => {
    const own = labels[queries[query]];
    return own < 0 ? Number.NaN : Number(label === own);
  });
  return estimateMean(right, labels.length);
}

/**
 * How many points of each class sit among each class: rows are their own label, columns that of their neighbours.
 * @param classes how many there are; by default one more than the largest code
 * @returns `classes x classes` counts; rows without a label, or with no labelled neighbour, are not counted
 */
export function confusionMatrix(
  predicted: Int32Array,
  labels: Int32Array,
  classes = classCount(labels),
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  labels.forEach((label, row) => {
    if (label >= 0 && predicted[row] >= 0) counts[label][predicted[row]]++;
  });
  return counts;
}

/** One more than the largest code. */
export function classCount(labels: Int32Array): number {
  return labels.reduce((most, label) => Math.max(most, label), -1) + 1;
}

function mostVoted(votes: Uint32Array): number {
  let best = 0;
  for (let label = 1; label < votes.length; label++) if (votes[label] > votes[best]) best = label;
  return votes[best] > 0 ? best : -1;
}
