// The similarity K = (1 + d²/dof)^-dof in two parts, as Ewald (1921) divides 1 / d. With T = dof / reach² and u = 1 + d²/dof,
//   Gamma(dof) K = integral of t^(dof-1) e^(-t u) dt from 0 to infinity:
// below T it is the far part, whose spectrum dies away like exp(-(k reach / 2)²), so that a coarse grid can hold it; above T
// the near part, which itself dies away like exp(-(d / reach)²). Their shares are the incomplete gamma functions P and Q.

/** log Gamma(z + 1) for z > 0: Stirling's series (Abramowitz and Stegun 6.1.41), begun where it is exact. */
function logFactorial(z: f64): f64 {
  let product: f64 = 1;
  while (z < 12) {
    z += 1;
    product *= z;
  }
  const inverse = 1 / (z * z);
  const series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680.0))) / z;
  return (z + 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

@unmanaged
export class SimilarityParts {
  dof: f64;
  /** Where the two parts meet, in units of the embedding. */
  reach: f64;
  /** Beyond this squared distance the near part counts as zero. */
  end: f64;
  logFactorial: f64;

  private whole(squared: f64): f64 {
    const base = 1 + squared / this.dof;
    return this.dof == 1 ? 1 / base : Math.pow(base, -this.dof);
  }

  /** The far part's share P(dof, T u), by its series (Abramowitz and Stegun 6.5.29). */
  private share(squared: f64): f64 {
    const x = (this.dof + squared) / (this.reach * this.reach);
    let term: f64 = 1;
    let sum: f64 = 1;
    for (let n: f64 = 1; term > 1e-17 * sum; n++) {
      term *= x / (this.dof + n);
      sum += term;
    }
    return min(1, sum * Math.exp(this.dof * Math.log(x) - x - this.logFactorial));
  }

  near(squared: f64): f64 {
    return squared >= this.end ? 0 : this.whole(squared) * (1 - this.share(squared));
  }

  far(squared: f64): f64 {
    return squared >= this.end ? this.whole(squared) : this.whole(squared) * this.share(squared);
  }
}

/** Prepares the parts for `dof` and `reach`; the near part ends at the distance `end`. Takes 32 bytes. */
export function similarityParts(
  chunk: i32,
  thread: i32,
  dof: f64,
  reach: f64,
  end: f64,
  parts: SimilarityParts,
): void {
  parts.dof = dof;
  parts.reach = reach;
  parts.end = end * end;
  parts.logFactorial = logFactorial(dof);
}

/** Both parts at one squared distance, as a kernel of its own. */
export function partsAt(chunk: i32, thread: i32, parts: SimilarityParts, squared: f64, out: usize): void {
  store<f64>(out, parts.near(squared));
  store<f64>(out, parts.far(squared), 8);
}
