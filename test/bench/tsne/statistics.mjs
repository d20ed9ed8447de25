import { nearestNeighbours } from '../../../pipeline/dist/tsne/nearest-neighbours.js';
import { tsne } from '../../../pipeline/dist/tsne/tsne.js';

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function rounded(value, digits) {
  return Number(value.toFixed(digits));
}

/** The divergence of a map from affinities of perplexity 30 on exact neighbours, normalised over all pairs. */
export async function exactDivergence(data, rows, embedding) {
  const still = { earlyIterations: 0, iterations: 0, gradient: 'exact', exactNeighbours: true };
  return (await tsne(data.slice(), { rows, columns: 32, initialization: embedding, ...still })).klDivergence;
}

/** Share of rows whose ten nearest on the map have most often their own label. */
export async function labelAccuracy(embedding, labels, rows) {
  const { indices } = await nearestNeighbours(embedding, { rows, columns: 2, k: 10 });
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const votes = new Array(10).fill(0);
    for (const neighbour of indices.subarray(10 * row, 10 * row + 10)) votes[labels[neighbour]]++;
    if (votes.indexOf(Math.max(...votes)) === labels[row]) right++;
  }
  return right / rows;
}
