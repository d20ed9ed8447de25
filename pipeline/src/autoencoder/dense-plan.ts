import { type Activation, activations } from './activations.js';
import type { Settings } from './settings.js';

/** A network of dense layers as `kernels/dense-network.as.ts` sees it. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
}

/** What is done with a network in memory that threads share. */
export interface DenseWork {
  /** Rows at once, at most, and into how many shards they are divided. */
  readonly rows: number;
  readonly shards: number;
  readonly threads: number;
  /** Whether weights are moved; otherwise rows only pass through. */
  readonly trains: boolean;
}

/** Where everything lies in that memory; byte addresses. What only a training needs is 0 where nothing is trained. */
export interface DensePlan {
  readonly bytes: number;
  /** Weights of the network. */
  readonly size: number;
  readonly plan: number;
  readonly rows: number;
  /** For each shard the generator of its noise, four words; 0 where there is none. */
  readonly noiseStates: number;
  /** A batch as bytes and what each byte stands for; 0 where rows are not bytes of one scale. */
  readonly bytesOfRows: number;
  readonly byteValues: number;
  readonly weights: number;
  readonly mean: number;
  readonly square: number;
  readonly losses: number;
  /** Codes of the rows that pass through, and one number each. */
  readonly codes: number;
  readonly errors: number;
  /** What the kernels read at `plan` and behind it: numbers by their addresses. */
  readonly doubles: ReadonlyMap<number, number>;
  readonly words: ReadonlyMap<number, number>;
}

/** The layers from the rows to the reconstruction's logits. */
function denseLayers({
  columns,
  hidden,
  hiddenActivation,
  codeSize,
  codeActivation,
}: Pick<Settings, 'columns' | 'hidden' | 'hiddenActivation' | 'codeSize' | 'codeActivation'>): DenseLayer[] {
  const widths = [columns, ...hidden, codeSize, ...hidden.toReversed(), columns];
  return widths.slice(1).map((outputs, i) => ({
    inputs: widths[i],
    outputs,
    activation: i === hidden.length ? codeActivation : i === widths.length - 2 ? 'linear' : hiddenActivation,
  }));
}

const layerWords = 4;
/** Doubles before the words of the kernels' `Plan`, and these. */
const planDoubles = 3;
const planWords = 22;
/** Below this lies what the kernels' own constants need. */
const firstAddress = 65_536;

/** @param bytes the rows are bytes, all of one scale */
export function planDense(
  settings: Settings,
  { rows: mostRows, shards, threads, trains }: DenseWork,
  bytes: boolean,
): DensePlan {
  const { columns, codeSize } = settings;
  const layers = denseLayers(settings);
  const size = layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  let top = firstAddress;
  const take = (bytes: number) => {
    const address = top;
    top += roundUp(bytes, 64);
    return address;
  };
  const plan = take(8 * planDoubles + 4 * planWords);
  const network = take(4 * layerWords * layers.length);
  const rows = take(4 * mostRows * columns);
  const noisy = trains && settings.noise > 0;
  const [seen, noiseStates] = noisy ? [take(4 * mostRows * columns), take(16 * shards)] : [rows, 0];
  const [bytesOfRows, byteValues] = bytes ? [take(mostRows * columns), take(4 * 256)] : [0, 0];
  const weights = take(4 * size);
  const [mean, square, gradients, losses] = trains
    ? [take(4 * size), take(4 * size), take(4 * size * shards), take(16 * shards)]
    : [0, 0, 0, 0];
  const [codes, errors] = trains ? [0, 0] : [take(4 * mostRows * codeSize), take(4 * mostRows)];
  const workspaceBytes = workspaceOf(layers, Math.ceil(mostRows / shards));
  const workspace = take(workspaceBytes * threads);

  const sparsityKinds = { l1: 1, kl: 2 };
  const noiseKinds = { gaussian: 1, masking: 2, 'salt-and-pepper': 3 };
  // biome-ignore format: in the order of the kernels' `Plan`
  const values = [
    mostRows, shards, columns, size, layers.length, settings.hidden.length,
    settings.loss === 'bce' ? 1 : 0, sparsityKinds[settings.sparsityKind],
    noisy ? noiseKinds[settings.noiseKind] : 0, noiseStates, network, rows, seen, bytesOfRows, byteValues, weights, mean, square, gradients, losses, workspace, workspaceBytes,
  ];
  const doubles = [settings.sparsityTarget, settings.noise, settings.weightDecay];
  const words = new Map(values.map((value, i) => [plan + 8 * planDoubles + 4 * i, value]));
  let offset = 0;
  layers.forEach(({ inputs, outputs, activation }, i) => {
    [inputs, outputs, activations[activation], offset].forEach((value, word) => {
      words.set(network + 4 * (layerWords * i + word), value);
    });
    offset += (inputs + 1) * outputs;
  });
  return {
    bytes: top,
    size,
    plan,
    rows,
    noiseStates,
    bytesOfRows,
    byteValues,
    weights,
    mean,
    square,
    losses,
    codes,
    errors,
    doubles: new Map(doubles.map((value, i) => [plan + 8 * i, value])),
    words,
  };
}

/** Every layer's output for so many rows, the gradient of one, and what a product needs (`scratchBytes` of matmul.as.ts). */
function workspaceOf(layers: readonly DenseLayer[], rows: number): number {
  const matrix = (width: number) => roundUp(4 * rows * width, 64);
  const product = (m: number, n: number, k: number) => 4 * ((roundUp(m, 4) + roundUp(n, 8)) * k + 3 * m + 64);
  const outputs = layers.reduce((sum, layer) => sum + matrix(layer.outputs), 0);
  const passed = Math.max(...layers.map(({ inputs }) => matrix(inputs)));
  const products = layers.flatMap(({ inputs: k, outputs: n }) => [
    product(rows, n, k),
    product(k, n, rows),
    product(rows, k, n),
  ]);
  return roundUp(outputs + passed + Math.max(...products), 64);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
