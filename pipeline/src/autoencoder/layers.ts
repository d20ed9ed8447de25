import { layers } from '@tensorflow/tfjs-layers';
import type { Activation } from './activations.js';
import type { Settings } from './settings.js';

type Layer = layers.Layer;

/** The layers between rows and the code, without the code's own; names are fixed so that model files are too. */
export function encoderLayers({ variants, hidden, hiddenActivation: activation, image }: Settings): Layer[] {
  if (!variants.includes('convolutional'))
    return hidden.map((units, i) => dense(`encoder_${i + 1}`, units, activation));
  const { height, width, channels } = image!;
  return [
    layers.reshape({ name: 'image', targetShape: [height, width, channels] }),
    ...hidden.map((filters, i) =>
      layers.conv2d({ ...convolution, name: `encoder_${i + 1}`, filters, activation }),
    ),
    layers.flatten({ name: 'features' }),
  ];
}

/** The layer whose output is the code. */
export function codeLayer({ codeSize, codeActivation }: Settings, name = 'code'): Layer {
  return dense(name, codeSize, codeActivation);
}

/** The layers from the code to the reconstruction's logits: the encoder's in reverse. */
export function decoderLayers(settings: Settings): Layer[] {
  const { variants, hidden, hiddenActivation, columns } = settings;
  if (variants.includes('convolutional')) return transposedLayers(settings);
  return [
    ...hidden.toReversed().map((units, i) => dense(`decoder_${i + 1}`, units, hiddenActivation)),
    dense('reconstruction', columns, 'linear'),
  ];
}

/** From the code to the smallest image of the encoder, then doubled back to the size of the rows. */
function transposedLayers({ hidden, hiddenActivation, image }: Settings): Layer[] {
  const { height, width, channels } = image!;
  const scale = 2 ** hidden.length;
  const [smallHeight, smallWidth] = [Math.ceil(height / scale), Math.ceil(width / scale)];
  const deepest = hidden[hidden.length - 1];
  const filters = [...hidden.slice(0, -1).toReversed(), channels];
  const surplus: [number, number] = [smallHeight * scale - height, smallWidth * scale - width];
  return [
    dense('decoder_features', smallHeight * smallWidth * deepest, hiddenActivation),
    layers.reshape({ name: 'decoder_image', targetShape: [smallHeight, smallWidth, deepest] }),
    ...filters.map((count, i) => {
      const last = i === filters.length - 1;
      const name = last ? 'reconstruction' : `decoder_${i + 1}`;
      return layers.conv2dTranspose({
        ...convolution,
        name,
        filters: count,
        activation: last ? 'linear' : hiddenActivation,
      });
    }),
    ...(surplus.some((pixels) => pixels > 0)
      ? [
          layers.cropping2D({
            name: 'crop',
            cropping: [
              [0, surplus[0]],
              [0, surplus[1]],
            ],
          }),
        ]
      : []),
    layers.flatten({ name: 'row' }),
  ];
}

// Weights start as zeros because the network draws them itself, from the run's seed.
const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
/** Each convolution halves the image, each transposed one doubles it. */
const convolution = { ...zeros, kernelSize: 3, strides: 2, padding: 'same' } as const;

function dense(name: string, units: number, activation: Activation): Layer {
  return layers.dense({ ...zeros, name, units, activation });
}
