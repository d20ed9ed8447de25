// Binary cross-entropy from logits and its gradient in one pass. With e = exp(-|x|), the loss is
// max(x, 0) - x·t + log(1 + e) and the gradient sigmoid(x) - t, where sigmoid(x) is 1/(1+e) or e/(1+e) by x's sign.

/**
 * Sum of the losses; writes `(sigmoid(logit) - target) * scale` to `gradient`.
 * @param rows,columns the shape of all three, row-major
 */
export function crossEntropy(
  targets: usize,
  logits: usize,
  gradient: usize,
  rows: i32,
  columns: i32,
  scale: f32,
): f64 {
  let total: f64 = 0;
  const rowBytes = <usize>columns * 4;
  const factor = f32x4.splat(scale);
  for (let row = 0; row < rows; row++) {
    let sums = f32x4.splat(0);
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      const x = v128.load(logits + at),
        t = v128.load(targets + at);
      const e = expNegative(f32x4.neg(f32x4.abs(x)));
      sums = f32x4.add(sums, lossOf(x, t, e));
      v128.store(gradient + at, f32x4.mul(f32x4.sub(sigmoidOf(x, e), t), factor));
    }
    for (; at < rowBytes; at += 4) {
      const x = v128.load32_zero(logits + at),
        t = v128.load32_zero(targets + at);
      const e = expNegative(f32x4.neg(f32x4.abs(x)));
      total += f32x4.extract_lane(lossOf(x, t, e), 0);
      v128.store_lane<f32>(gradient + at, f32x4.mul(f32x4.sub(sigmoidOf(x, e), t), factor), 0);
    }
    total +=
      <f64>f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 1) +
      f32x4.extract_lane(sums, 2) +
      f32x4.extract_lane(sums, 3);
    targets += rowBytes;
    logits += rowBytes;
    gradient += rowBytes;
  }
  return total;
}

function lossOf(x: v128, t: v128, e: v128): v128 {
  return f32x4.add(f32x4.sub(f32x4.max(x, f32x4.splat(0)), f32x4.mul(x, t)), logOnePlus(e));
}

export function sigmoidOf(x: v128, e: v128): v128 {
  const one = f32x4.splat(1);
  const numerator = v128.bitselect(one, e, f32x4.ge(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(one, e));
}

/** exp(x) for x <= 0: 2 to the whole part of x / ln 2 by its bits, to the rest by a polynomial; relative error 2e-7. */
export function expNegative(x: v128): v128 {
  const y = f32x4.mul(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(1.44269504));
  const whole = f32x4.nearest(y);
  const rest = f32x4.sub(y, whole);
  let p = f32x4.splat(0.0001540353);
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(0.0013333558));
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(0.0096181291));
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(0.055504109));
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(0.24022651));
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(0.69314718));
  p = f32x4.add(f32x4.mul(p, rest), f32x4.splat(1));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127));
  return f32x4.mul(p, i32x4.shl(exponent, 23));
}

/** log(1 + e) for e in [0, 1], as 2 artanh(e / (2 + e)); absolute error 1e-7. */
function logOnePlus(e: v128): v128 {
  const z = f32x4.div(e, f32x4.add(e, f32x4.splat(2)));
  const s = f32x4.mul(z, z);
  let p = f32x4.splat(2.0 / 13.0);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.0 / 11.0));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.0 / 9.0));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.0 / 7.0));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.0 / 5.0));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.0 / 3.0));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2));
  return f32x4.mul(p, z);
}
