// Training of an autoencoder made of dense layers, whole steps at a time, by several threads on one memory: nothing is
// copied between them, and nothing is allocated. Its readable twin is `gradients.ts` with `adam.ts`.
import { throughActivation } from './activations.as';
import { adam } from './adam.as';
import { columnSums } from './column-sums.as';
import { crossEntropy } from './cross-entropy.as';
import { bytesOf, expand, firstOf, forward, layerOf, outputOf, Plan } from './dense-network.as';
import { multiply } from './matmul.as';
import { corrupt } from './noise.as';
import { multiplyColumns } from './sparse-product.as';

/** Losses of one shard of a batch of `rows` rows, weighted by its share of them, and the gradient of each weight. */
export function shardGradients(shard: i32, thread: i32, at: usize, rows: i32, sparsity: f32): void {
  const plan = changetype<Plan>(at);
  const first = firstOf(plan, shard, rows);
  const count = firstOf(plan, shard + 1, rows) - first;
  const gradients = plan.gradients + <usize>shard * plan.size * 4;
  const losses = plan.losses + <usize>shard * 16;
  const start = <usize>(first * plan.columns) * 4;
  const clean = plan.rows + start;
  const seen = plan.seen + start;
  const outputs = plan.workspace + <usize>thread * plan.workspaceBytes;
  if (count == 0) {
    memory.fill(gradients, 0, <usize>plan.size * 4);
    memory.fill(losses, 0, 16);
    return;
  }
  if (plan.byteValues != 0) expand(plan, first, count);
  if (plan.noiseKind != 0) {
    const state = plan.noiseStates + <usize>shard * 16;
    corrupt(clean, seen, count * plan.columns, state, plan.noiseKind, plan.noise, plan.entropic != 0);
  }
  const scratch = forward(plan, seen, count, outputs, 0, plan.layers);
  const last = plan.layers - 1;
  const logits = outputOf(plan, last, count, outputs);
  store<f64>(losses, reconstruction(plan, clean, logits, count, rows));
  store<f64>(losses, 0, 8);
  backward(plan, seen, count, rows, sparsity, outputs, scratch, gradients, losses + 8);
}

/** The shard's part of the loss; leaves its gradient where the logits were. */
function reconstruction(plan: Plan, targets: usize, logits: usize, count: i32, rows: i32): f64 {
  const size = <f64>rows * plan.columns;
  if (plan.entropic != 0) {
    return crossEntropy(targets, logits, logits, count, plan.columns, <f32>(1 / size)) / size;
  }
  let sum: f64 = 0;
  const end = logits + <usize>(count * plan.columns) * 4;
  for (let at = logits; at < end; at += 4, targets += 4) {
    const difference = load<f32>(at) - load<f32>(targets);
    sum += <f64>difference * difference;
    store<f32>(at, <f32>((2 * <f64>difference) / size));
  }
  return sum / size;
}

/** From the gradient of the logits back to that of every weight; the gradient of an output takes the output's place. */
function backward(
  plan: Plan,
  seen: usize,
  count: i32,
  rows: i32,
  sparsity: f32,
  outputs: usize,
  scratch: usize,
  gradients: usize,
  penalty: usize,
): void {
  for (let i = plan.layers - 1; i >= 0; i--) {
    const layer = layerOf(plan, i);
    const n = layer.outputs,
      k = layer.inputs;
    const input = i == 0 ? seen : outputOf(plan, i - 1, count, outputs);
    const gradient = outputOf(plan, i, count, outputs);
    const kernel = plan.weights + <usize>layer.offset * 4;
    const moved = gradients + <usize>layer.offset * 4;
    multiplyColumns(input, gradient, moved, k, n, count, scratch);
    columnSums(gradient, moved + <usize>(k * n) * 4, count, n);
    if (i == 0) return;
    const passed = scratch;
    multiply(gradient, 4 * n, 4, kernel, 4, 4 * n, passed, count, k, n, 0, 0, 0, scratch + bytesOf(count, k));
    const code = i - 1 == plan.codeLayer && sparsity > 0;
    if (code) store<f64>(penalty, addSparsity(plan, input, passed, count, k, rows, sparsity));
    beforeActivation(input, passed, count * k, layerOf(plan, i - 1).activation);
  }
}

/** Adds the gradient of the sparsity term to that of the code; returns the shard's part of the term. */
function addSparsity(
  plan: Plan,
  code: usize,
  gradient: usize,
  count: i32,
  width: i32,
  rows: i32,
  sparsity: f32,
): f64 {
  const weight = <f64>sparsity / rows;
  let term: f64 = 0;
  if (plan.sparsityKind == 1) {
    for (let i = 0; i < count * width; i++) {
      const at = <usize>i * 4;
      const value = load<f32>(code + at);
      term += abs(value);
      const slope: f64 = value > 0 ? weight : value < 0 ? -weight : 0;
      store<f32>(gradient + at, load<f32>(gradient + at) + <f32>slope);
    }
    return term * weight;
  }
  const target = plan.target;
  for (let unit = 0; unit < width; unit++) {
    let sum: f64 = 0;
    for (let row = 0; row < count; row++) sum += load<f32>(code + <usize>(row * width + unit) * 4);
    const activity = min(max(sum / count, 1e-6), 1 - 1e-6);
    term += target * Math.log(target / activity) + (1 - target) * Math.log((1 - target) / (1 - activity));
    const slope = <f32>(weight * ((1 - target) / (1 - activity) - target / activity));
    for (let row = 0; row < count; row++) {
      const at = gradient + <usize>(row * width + unit) * 4;
      store<f32>(at, load<f32>(at) + slope);
    }
  }
  return term * weight * count;
}

/** Overwrites a layer's output by the gradient of what went into its activation. */
function beforeActivation(output: usize, gradient: usize, length: i32, activation: i32): void {
  const bytes = <usize>length * 4;
  // The last vector may reach beyond the matrix, into the padding behind it.
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(output + at, throughActivation(v128.load(gradient + at), v128.load(output + at), activation));
  }
}

/** One step of Adam for `span` weights, on the sum of all shards' gradients; the shards are added in order. */
export function moveWeights(
  chunk: i32,
  thread: i32,
  at: usize,
  span: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
): void {
  const plan = changetype<Plan>(at);
  const first = chunk * span;
  const count = min(span, plan.size - first);
  const offset = <usize>first * 4;
  const total = plan.gradients + offset;
  for (let shard = 1; shard < plan.shards; shard++) {
    addScaled(total, total + <usize>shard * plan.size * 4, count, 1);
  }
  if (plan.weightDecay > 0) addDecay(plan, first, first + count);
  const weights = plan.weights + offset;
  adam(weights, weights, total, plan.mean + offset, plan.square + offset, count, rate, beta1, beta2, epsilon);
}

/** Adds the gradient of weight decay to that of the weights from `first` up to but not including `end`. */
function addDecay(plan: Plan, first: i32, end: i32): void {
  for (let i = 0; i < plan.codeLayer; i++) {
    const layer = layerOf(plan, i);
    const from = max(first, layer.offset);
    const count = min(end, layer.offset + layer.inputs * layer.outputs) - from;
    const offset = <usize>from * 4;
    if (count > 0)
      addScaled(plan.gradients + offset, plan.weights + offset, count, <f32>(2 * plan.weightDecay));
  }
}

function addScaled(to: usize, from: usize, count: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  const bytes = <usize>count * 4;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), f32x4.mul(v128.load(from + at), factors)));
  }
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at) * factor);
}
