/**
 * One step of Adam (Kingma & Ba 2015) on `count` weights.
 * @param moved where the new weights go
 * @param mean,square running mean and running square of the gradient, changed in place
 * @param rate the learning rate with both bias corrections folded in
 */
export function adam(
  weights: usize,
  moved: usize,
  gradient: usize,
  mean: usize,
  square: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const bytes = <usize>count * 4;
  const b1 = f32x4.splat(beta1),
    rest1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2),
    rest2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate),
    tiny = f32x4.splat(epsilon);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const g = v128.load(gradient + at);
    const m = f32x4.add(f32x4.mul(v128.load(mean + at), b1), f32x4.mul(g, rest1));
    const v = f32x4.add(f32x4.mul(v128.load(square + at), b2), f32x4.mul(f32x4.mul(g, g), rest2));
    const move = f32x4.div(f32x4.mul(m, step), f32x4.add(f32x4.sqrt(v), tiny));
    v128.store(mean + at, m);
    v128.store(square + at, v);
    v128.store(moved + at, f32x4.sub(v128.load(weights + at), move));
  }
  for (; at < bytes; at += 4) {
    const g = load<f32>(gradient + at);
    const m = load<f32>(mean + at) * beta1 + g * (1 - beta1);
    const v = load<f32>(square + at) * beta2 + g * g * (1 - beta2);
    store<f32>(mean + at, m);
    store<f32>(square + at, v);
    store<f32>(moved + at, load<f32>(weights + at) - (m * rate) / (sqrt(v) + epsilon));
  }
}
