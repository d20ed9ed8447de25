import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { codeLayer, decoderLayers, encoderLayers } from './layers.js';
import { Random } from './random.js';
import type { Settings } from './settings.js';

type Layer = tfl.layers.Layer;

/** The layers of an autoencoder and the three models made of them; all share the same weights. */
export interface Network {
  /** Rows to codes (variational: to their means), `n x columns -> n x codeSize`. */
  readonly encoder: tfl.LayersModel;
  /** Codes to reconstructions, `n x codeSize -> n x columns`, in the scaled units of the features. */
  readonly decoder: tfl.LayersModel;
  /** Rows to reconstructions. */
  readonly autoencoder: tfl.LayersModel;
  /** What training moves, in a fixed order. */
  readonly weights: readonly tf.Variable[];
  /** Those of them that weight decay holds small: the kernels of the encoder's hidden layers. */
  readonly decaying: readonly tf.Variable[];
  /** The last of them: the bias of the reconstruction's logits, one a column, or one a channel if convolutional. */
  readonly outputBias: tf.Variable;
  /**
   * The training pass.
   * @param rows scaled features, `n x columns`
   * @param draw variational: standard normal numbers, `n x codeSize`; without them the mean is decoded
   */
  forward(rows: tf.Tensor2D, draw?: tf.Tensor2D): Forward;
  dispose(): void;
}

export interface Forward {
  /** The encoder's output, `n x codeSize`. */
  readonly code: tf.Tensor2D;
  /** Variational: the logarithm of the code's variance, `n x codeSize`. */
  readonly logVariance?: tf.Tensor2D;
  /** The decoder's last layer before its activation, `n x columns`. */
  readonly logits: tf.Tensor2D;
}

/** A network with weights drawn from the settings' seed: Glorot uniform kernels (Glorot & Bengio 2010), zero biases but for the code's. */
export function createNetwork(settings: Settings): Network {
  const body = encoderLayers(settings);
  const code = codeLayer(settings);
  const logVariance = settings.variants.includes('variational')
    ? codeLayer(settings, 'log_variance')
    : undefined;
  const decoding = decoderLayers(settings);
  const output = tfl.layers.activation({
    name: 'output',
    activation: settings.loss === 'bce' ? 'sigmoid' : 'linear',
  });

  const rows = tfl.input({ shape: [settings.columns], name: 'rows' });
  const codes = tfl.input({ shape: [settings.codeSize], name: 'codes' });
  const features = chain(body, rows);
  const encoded = chain([code], features);
  logVariance?.apply(features); // builds its weights
  const encoder = tfl.model({ name: 'encoder', inputs: rows, outputs: encoded });
  const decoder = tfl.model({ name: 'decoder', inputs: codes, outputs: chain([...decoding, output], codes) });
  const autoencoder = tfl.model({
    name: 'autoencoder',
    inputs: rows,
    outputs: chain([...decoding, output], encoded),
  });

  const trained = [...body, code, ...(logVariance ? [logVariance] : []), ...decoding];
  const weights = trained.flatMap((layer) => layer.trainableWeights.map((w) => w.read() as tf.Variable));
  initialise(weights, settings.seed);
  startActive(code, settings);

  return {
    encoder,
    decoder,
    autoencoder,
    weights,
    decaying: body.flatMap((layer) => layer.trainableWeights.slice(0, 1).map((w) => w.read() as tf.Variable)),
    outputBias: weights[weights.length - 1],
    forward(x, draw) {
      const h = chain(body, x);
      const mean = chain([code], h);
      if (logVariance === undefined) return { code: mean, logits: chain(decoding, mean) };
      const logVar = chain([logVariance], h);
      return { code: mean, logVariance: logVar, logits: chain(decoding, sampleCode(mean, logVar, draw)) };
    },
    dispose() {
      for (const weight of weights) weight.dispose();
    },
  };
}

/** The reparametrisation of Kingma & Welling 2014: mean + standard deviation * draw. */
function sampleCode(mean: tf.Tensor2D, logVariance: tf.Tensor2D, draw?: tf.Tensor2D): tf.Tensor2D {
  return draw === undefined ? mean : tf.add(mean, tf.mul(tf.exp(tf.mul(0.5, logVariance)), draw));
}

/** Applies layers one after the other, to symbolic tensors as well as to real ones. */
function chain<T extends tf.Tensor2D | tfl.SymbolicTensor>(stack: readonly Layer[], input: T): T {
  return stack.reduce((x, layer) => layer.apply(x) as T, input);
}

/** Gives every unit of the code the bias that the settings ask for. */
function startActive(code: Layer, { codeBias }: Settings): void {
  const bias = code.trainableWeights[1].read() as tf.Variable;
  tf.tidy(() => bias.assign(tf.fill(bias.shape, codeBias)));
}

function initialise(weights: readonly tf.Variable[], seed: number): void {
  weights.forEach((weight, index) => {
    if (weight.rank === 1) return; // biases start at zero
    const random = new Random(seed, 'initialise', index);
    const receptive = weight.shape.slice(0, -2).reduce((product, n) => product * n, 1);
    const [fanIn, fanOut] = weight.shape.slice(-2).map((n) => n * receptive);
    const bound = Math.sqrt(6 / (fanIn + fanOut));
    const values = Float32Array.from({ length: weight.size }, () => bound * (2 * random.uniform() - 1));
    tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
  });
}
