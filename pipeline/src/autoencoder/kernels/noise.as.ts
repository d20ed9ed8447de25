// The noise of denoising autoencoders. Its readable twins are `corrupt` of `batches.ts` and the generator of `random.ts`,
// xoshiro128** (Blackman & Vigna 2021), whose numbers these are.

const GAUSSIAN: i32 = 1;
const SALT_AND_PEPPER: i32 = 3;

/**
 * Writes a corrupted copy of `count` values.
 * @param state the generator's four words, changed in place
 * @param kind 1: Gaussian, 2: masking, 3: salt and pepper
 * @param strength the standard deviation, or the share of values that are hit
 * @param unit whether the values live in [0, 1], where Gaussian noise is clipped
 */
export function corrupt(
  clean: usize,
  noisy: usize,
  count: i32,
  state: usize,
  kind: i32,
  strength: f64,
  unit: bool,
): void {
  if (kind == GAUSSIAN) return addGaussian(clean, noisy, count, state, strength, unit);
  for (let i = 0; i < count; i++) {
    const at = <usize>i * 4;
    const u = uniform(state);
    const salt: f32 = kind == SALT_AND_PEPPER && u < strength / 2 ? 1 : 0;
    store<f32>(noisy + at, u < strength ? salt : load<f32>(clean + at));
  }
}

/** Normal numbers come in pairs, by the polar method (Marsaglia & Bray 1964). */
function addGaussian(clean: usize, noisy: usize, count: i32, state: usize, deviation: f64, unit: bool): void {
  for (let i = 0; i < count; i += 2) {
    let u: f64, v: f64, s: f64;
    do {
      u = 2 * uniform(state) - 1;
      v = 2 * uniform(state) - 1;
      s = u * u + v * v;
    } while (s >= 1 || s == 0);
    const scale = Math.sqrt((-2 * Math.log(s)) / s);
    const at = <usize>i * 4;
    store<f32>(noisy + at, clipped(<f64>load<f32>(clean + at) + deviation * (u * scale), unit));
    if (i + 1 < count) {
      store<f32>(noisy + at + 4, clipped(<f64>load<f32>(clean + at + 4) + deviation * (v * scale), unit));
    }
  }
}

function clipped(value: f64, unit: bool): f32 {
  return <f32>(unit ? min(1.0, max(0.0, value)) : value);
}

/** Uniform in [0, 1). */
function uniform(state: usize): f64 {
  const a = load<u32>(state),
    b = load<u32>(state, 4);
  const c = load<u32>(state, 8) ^ a,
    d = load<u32>(state, 12) ^ b;
  store<u32>(state, a ^ d);
  store<u32>(state, b ^ c, 4);
  store<u32>(state, c ^ (b << 9), 8);
  store<u32>(state, rotl<u32>(d, 11), 12);
  return <f64>(rotl<u32>(b * 5, 7) * 9) * 2.3283064365386962890625e-10;
}
