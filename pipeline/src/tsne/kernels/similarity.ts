/**
 * The readable twin of `SimilarityParts`: the share of the similarity (1 + d²/dof)^-dof in the far part, the integral of
 * t^(dof-1) e^(-t u) from 0 to dof / reach² over that from 0 to infinity, with u = 1 + d²/dof.
 */
function farShareTwin(squared: number, dof: number, reach: number): number {
  return lowerGamma(dof, (dof + squared) / reach ** 2) / lowerGamma(dof, 60 + 4 * dof);
}

/** The similarity's two parts at a squared distance. */
export function similarityPartsTwin(squared: number, dof: number, reach: number) {
  const whole = (1 + squared / dof) ** -dof;
  const far = whole * farShareTwin(squared, dof, reach);
  return { near: whole - far, far };
}

/** The integral of t^(a-1) e^-t from 0 to x, by Simpson's rule; t = x v^p with p = 2/a takes the pole of a small a away. */
function lowerGamma(a: number, x: number): number {
  const steps = 4000;
  const p = Math.max(1, 2 / a);
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const v = i / steps;
    const weight = i === 0 || i === steps ? 1 : i % 2 ? 4 : 2;
    sum += weight * v ** (p * a - 1) * Math.exp(-x * v ** p);
  }
  return (x ** a * p * sum) / (3 * steps);
}
