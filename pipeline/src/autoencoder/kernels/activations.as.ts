// What a layer does to its sums, four at a time, and the way back. The numbers are those of `activations.ts`.
import { expNegative, sigmoidOf } from './cross-entropy.as';

export const LINEAR: i32 = 0;
const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
const ELU: i32 = 3;

export function activate(x: v128, activation: i32): v128 {
  const zero = f32x4.splat(0);
  if (activation == RELU) return f32x4.max(x, zero);
  if (activation == SIGMOID) return sigmoidOf(x, expNegative(f32x4.neg(f32x4.abs(x))));
  if (activation == ELU) {
    // One of the two terms is zero: exp(0) - 1 above, max(x, 0) below.
    const below = f32x4.sub(expNegative(f32x4.min(x, zero)), f32x4.splat(1));
    return f32x4.add(f32x4.max(x, zero), below);
  }
  return x;
}

/** The gradient of what went into an activation, from that of its output `y`. */
export function throughActivation(gradient: v128, y: v128, activation: i32): v128 {
  const zero = f32x4.splat(0),
    one = f32x4.splat(1);
  if (activation == RELU) return v128.and(gradient, f32x4.gt(y, zero));
  if (activation == SIGMOID) return f32x4.mul(gradient, f32x4.mul(y, f32x4.sub(one, y)));
  // Below zero the slope is exp(x), and that is y + 1.
  if (activation == ELU) return f32x4.mul(gradient, f32x4.add(f32x4.min(y, zero), one));
  return gradient;
}
