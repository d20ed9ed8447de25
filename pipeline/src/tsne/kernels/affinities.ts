/**
 * The readable twin of the kernel `conditionalAffinities`: p(j|i) of one row from its squared distances, by bisection of
 * the logarithm of the precision.
 */
export function conditionalAffinitiesTwin(squaredDistances: ArrayLike<number>, perplexity: number): number[] {
  const distances = Array.from(squaredDistances);
  const nearest = Math.min(...distances);
  const mean = distances.reduce((sum, d) => sum + d - nearest, 0) / distances.length;
  const target = Math.log(perplexity);
  let low = -20;
  let high = 40;
  let p: number[] = [];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const beta = mean > 0 ? Math.exp(middle) / mean : 0;
    const weights = distances.map((d) => Math.exp(-beta * (d - nearest)));
    const sum = weights.reduce((total, w) => total + w, 0);
    p = weights.map((w) => w / sum);
    if (entropy(p) > target) low = middle;
    else high = middle;
  }
  return p;
}

/** Shannon's entropy in nats. */
export function entropy(p: ArrayLike<number>): number {
  return Array.from(p).reduce((sum, x) => (x > 0 ? sum - x * Math.log(x) : sum), 0);
}
