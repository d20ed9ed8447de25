import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FeatureRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import type { Autoencoder } from './autoencoder.js';
import type { Pass } from './pass.js';

/** Rows through a network by TensorFlow.js, on any backend. */
export class TensorPass implements Pass {
  readonly rowsATime = 1000;

  constructor(
    private readonly autoencoder: Autoencoder,
    private readonly features: FeatureRows,
  ) {}

  codes(rows: Uint32Array): Float32Array {
    const { network, settings } = this.autoencoder;
    return predict(network.encoder, scaleRows(this.features, rows), settings.columns);
  }

  errors(rows: Uint32Array, codes: Float32Array): Float32Array {
    const { network, settings } = this.autoencoder;
    const clean = scaleRows(this.features, rows);
    const means = tf.tidy(() => {
      const known = tf.tensor2d(codes, [rows.length, settings.codeSize]);
      const output = network.decoder.apply(known) as tf.Tensor2D;
      return tf.mean(tf.squaredDifference(output, tf.tensor2d(clean, [rows.length, settings.columns])), 1);
    });
    const errors = means.dataSync() as Float32Array;
    means.dispose();
    return errors;
  }

  close(): void {}
}

/** What a model makes of rows of `width` numbers. */
export function predict(model: LayersModel, values: Float32Array, width: number): Float32Array {
  const rows = tf.tensor2d(values, [values.length / width, width]);
  const output = tf.tidy(() => model.apply(rows) as tf.Tensor);
  const result = output.dataSync() as Float32Array;
  tf.dispose([rows, output]);
  return result;
}
