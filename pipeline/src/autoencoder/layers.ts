import { layers } from '@tensorflow/tfjs-layers';
import type { Settings } from './settings.js';

type Layer = layers.Layer;

/** The layers between rows and the code, without the code's own; names are fixed so that model files are too. */
export function encoderLayers({ hidden }: Settings): Layer[] {
  return hidden.map((units, i) => dense(`encoder_${i + 1}`, units, 'relu'));
}

/** The layer whose output is the code. */
export function codeLayer({ codeSize, codeActivation }: Settings, name = 'code'): Layer {
  return dense(name, codeSize, codeActivation);
}

/** The layers from the code to the reconstruction's logits: the encoder's in reverse. */
export function decoderLayers({ hidden, columns }: Settings): Layer[] {
  const mirrored = hidden.toReversed();
  return [
    ...mirrored.map((units, i) => dense(`decoder_${i + 1}`, units, 'relu')),
    dense('reconstruction', columns, 'linear'),
  ];
}

// Weights start as zeros because the network draws them itself, from the run's seed.
function dense(name: string, units: number, activation: 'relu' | 'linear' | 'sigmoid'): Layer {
  return layers.dense({ name, units, activation, kernelInitializer: 'zeros', biasInitializer: 'zeros' });
}
