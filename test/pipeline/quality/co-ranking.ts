import type { Space } from '@latentscape/pipeline/quality/space';

/**
 * The co-ranking matrix and what is read from it, word for word by its definition (Lee & Verleysen 2009) and with no
 * care for speed: entry (r, s) counts the pairs that have rank r in one space and s in the other.
 */
export function coRankingMatrix(from: Space, to: Space) {
  const n = from.rows;
  const ranks = [from, to].map(rankMatrix);
  const counts = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (i !== j) counts[ranks[0][i][j]][ranks[1][i][j]]++;
  }
  const recallAt = (k: number) => {
    let kept = 0;
    for (let r = 1; r <= k; r++) for (let s = 1; s <= k; s++) kept += counts[r][s];
    return kept / (k * n);
  };
  const rnxAt = (k: number) => ((n - 1) * recallAt(k) - k) / (n - 1 - k);
  const ks = Array.from({ length: n - 2 }, (_, i) => i + 1);
  const area = sum(ks.map((k) => rnxAt(k) / k)) / sum(ks.map((k) => 1 / k));
  return { recallAt, rnxAt, area };
}

/** `ranks[i][j]`: how many rows are as near to i as j is, or nearer; ties by row number. */
function rankMatrix({ rows, take }: Space): number[][] {
  const points = Array.from({ length: rows }, (_, row) => [...take([row])]);
  return points.map((point, i) => {
    const distances = points.map((other) => Math.hypot(...point.map((value, c) => value - other[c])));
    const order = [...points.keys()]
      .filter((j) => j !== i)
      .sort((a, b) => distances[a] - distances[b] || a - b);
    const ranks = new Array<number>(rows).fill(0);
    order.forEach((j, position) => {
      ranks[j] = position + 1;
    });
    return ranks;
  });
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
