// A network of dense layers in memory that threads share: where everything lies, and the way from rows to outputs.
import { multiplyRows } from './sparse-product.as';

/** The networks and where everything lies; `dense-plan.ts` writes three doubles and then 32-bit words in this order. */
@unmanaged
export class Plan {
  /** The mean activity that the Kullback–Leibler divergence aims at. */
  target: f64;
  /** Strength of the corruption. */
  noise: f64;
  /** What the squared kernels of the layers before the code cost. */
  weightDecay: f64;
  /** Rows of the longest batch, and into how many shards each batch is divided. */
  batchSize: i32;
  shards: i32;
  /** Numbers in a row, and weights of the network. */
  columns: i32;
  size: i32;
  /** Layers, and which of them (from 0) puts out the code. */
  layers: i32;
  codeLayer: i32;
  /** 1: cross-entropy, 0: squared error. */
  entropic: i32;
  /** 1: L1 of the code, 2: Kullback–Leibler divergence of its mean activity from `target`. */
  sparsityKind: i32;
  /** 0: none, else as `corrupt` counts them; and for each shard the state of the generator that draws it. */
  noiseKind: i32;
  noiseStates: usize;
  /** `layers` records of `Layer`. */
  network: usize;
  /** A batch's rows, scaled: `batchSize x columns`; and what the network sees of them, the same where there is no noise. */
  rows: usize;
  seen: usize;
  /** The same as bytes, and the float32 that each of 256 stands for; 0 where the rows come scaled. */
  bytes: usize;
  byteValues: usize;
  weights: usize;
  mean: usize;
  square: usize;
  /** `shards x size`. */
  gradients: usize;
  /** For each shard its loss and its penalty, float64. */
  losses: usize;
  /** For each thread `workspaceBytes` bytes. */
  workspace: usize;
  workspaceBytes: i32;
}

@unmanaged
export class Layer {
  inputs: i32;
  outputs: i32;
  activation: i32;
  /** Where its kernel (`inputs x outputs`) starts among all weights; its bias follows. */
  offset: i32;
}

export function layerOf(plan: Plan, index: i32): Layer {
  return changetype<Layer>(plan.network + <usize>index * offsetof<Layer>());
}

/** The first row of a shard, of `rows` rows. */
export function firstOf(plan: Plan, shard: i32, rows: i32): i32 {
  return (shard * rows) / plan.shards;
}

/** Some rows of the batch, from bytes to what they stand for. */
export function expand(plan: Plan, first: i32, count: i32): void {
  const start = <usize>(first * plan.columns);
  const values = plan.byteValues;
  let from = plan.bytes + start;
  let to = plan.rows + start * 4;
  for (const end = from + <usize>(count * plan.columns); from < end; from++, to += 4) {
    store<f32>(to, load<f32>(values + <usize>load<u8>(from) * 4));
  }
}

/** Where a layer's output lies: one after the other, `count` rows each. */
export function outputOf(plan: Plan, layer: i32, count: i32, outputs: usize): usize {
  for (let i = 0; i < layer; i++) outputs += bytesOf(count, layerOf(plan, i).outputs);
  return outputs;
}

export function bytesOf(count: i32, width: i32): usize {
  return ((<usize>count * width * 4 + 63) / 64) * 64;
}

/**
 * The outputs of the layers from `first` up to but not including `end`, of which the first sees `input`; they lie where
 * `outputOf` says. Returns what is free behind the outputs of all layers.
 */
export function forward(plan: Plan, input: usize, count: i32, outputs: usize, first: i32, end: i32): usize {
  const scratch = outputOf(plan, plan.layers, count, outputs);
  let output = outputOf(plan, first, count, outputs);
  for (let i = first; i < end; i++) {
    const layer = layerOf(plan, i);
    const n = layer.outputs,
      k = layer.inputs;
    const kernel = plan.weights + <usize>layer.offset * 4;
    const bias = kernel + <usize>(k * n) * 4;
    multiplyRows(input, kernel, output, count, n, k, bias, layer.activation, scratch);
    input = output;
    output += bytesOf(count, n);
  }
  return scratch;
}
