// Rows through a trained network of dense layers, by several threads on one memory. The readable twin is `tensor-pass.ts`.
import { activate, LINEAR, SIGMOID } from './activations.as';
import { expand, firstOf, forward, layerOf, outputOf, Plan } from './dense-network.as';

/** The codes of one shard of `rows` rows, to `codes`, which holds those of all rows. */
export function shardCodes(shard: i32, thread: i32, at: usize, rows: i32, codes: usize): void {
  const plan = changetype<Plan>(at);
  const first = firstOf(plan, shard, rows);
  const count = firstOf(plan, shard + 1, rows) - first;
  if (count == 0) return;
  const outputs = plan.workspace + <usize>thread * plan.workspaceBytes;
  if (plan.byteValues != 0) expand(plan, first, count);
  forward(plan, plan.rows + <usize>(first * plan.columns) * 4, count, outputs, 0, plan.codeLayer + 1);
  const width = layerOf(plan, plan.codeLayer).outputs;
  const code = outputOf(plan, plan.codeLayer, count, outputs);
  memory.copy(codes + <usize>(first * width) * 4, code, <usize>(count * width) * 4);
}

/** How far what the decoder makes of the codes is from the rows: for each row of a shard the mean squared difference. */
export function shardErrors(
  shard: i32,
  thread: i32,
  at: usize,
  rows: i32,
  codes: usize,
  errors: usize,
): void {
  const plan = changetype<Plan>(at);
  const first = firstOf(plan, shard, rows);
  const count = firstOf(plan, shard + 1, rows) - first;
  if (count == 0) return;
  const outputs = plan.workspace + <usize>thread * plan.workspaceBytes;
  if (plan.byteValues != 0) expand(plan, first, count);
  const width = layerOf(plan, plan.codeLayer).outputs;
  forward(plan, codes + <usize>(first * width) * 4, count, outputs, plan.codeLayer + 1, plan.layers);
  const rowBytes = <usize>plan.columns * 4;
  const clean = plan.rows + <usize>first * rowBytes;
  const logits = outputOf(plan, plan.layers - 1, count, outputs);
  const activation = plan.entropic != 0 ? SIGMOID : LINEAR;
  for (let row = 0; row < count; row++) {
    const offset = <usize>row * rowBytes;
    const sum = squaredDifference(clean + offset, logits + offset, rowBytes, activation);
    store<f32>(errors + <usize>(first + row) * 4, <f32>(sum / plan.columns));
  }
}

function squaredDifference(clean: usize, logits: usize, bytes: usize, activation: i32): f64 {
  let sums = f32x4.splat(0);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const difference = f32x4.sub(activate(v128.load(logits + at), activation), v128.load(clean + at));
    sums = f32x4.add(sums, f32x4.mul(difference, difference));
  }
  let sum: f64 = 0;
  for (; at < bytes; at += 4) {
    const output = f32x4.extract_lane(activate(v128.load32_splat(logits + at), activation), 0);
    const difference = output - load<f32>(clean + at);
    sum += <f64>difference * difference;
  }
  sum += <f64>f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  return sum + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
}
