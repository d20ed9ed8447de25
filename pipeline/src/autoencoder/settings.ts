import { blocksOf, type FeatureRows, holdBytes } from '../data/feature-rows.js';
import type { Scaling } from '../data/scaling.js';
import { UserError } from '../errors.js';
import {
  type AutoencoderOptions,
  autoencoderDefaults,
  checkOptions,
  parseVariant,
  type Variant,
} from './options.js';

/** The options of one training with every `auto` decided; stored with the model as plain JSON. */
export interface Settings extends Omit<AutoencoderOptions, 'variant'> {
  readonly variants: readonly Variant[];
  readonly hidden: readonly number[];
  readonly codeActivation: 'relu' | 'linear' | 'sigmoid';
  readonly loss: 'bce' | 'mse';
  readonly epochs: number;
  /** Features of a row. */
  readonly columns: number;
  /** How raw values become the network's; new rows are treated alike. */
  readonly scaling: Scaling;
}

/**
 * What `epochs: auto` aims at. Wide layers reach a lower loss in the same time, by fewer and dearer steps, and learn few
 * rows by heart when they see them too often.
 */
const pace = { leastEpochs: 8, mostEpochs: 200, leastSteps: 3000 };
const paceOfWideLayers = { leastEpochs: 2, mostEpochs: 50, leastSteps: 900 };
const wide = 512;

/**
 * Decides what the options leave open from the data, and checks that both fit together.
 * A weight that its variant does not use becomes 0: `sparsity` without `sparse`, `noise` without `denoising`.
 * @param trainingRows rows that the network may learn from
 * @throws UserError that names the option
 */
export function decideSettings(
  given: Partial<AutoencoderOptions>,
  features: FeatureRows,
  trainingRows: number,
  warn: (text: string) => void = () => {},
): Settings {
  const options = { ...autoencoderDefaults, ...withoutUndefined(given) };
  checkOptions(options);
  const { variant, ...rest } = options;
  const chosen = parseVariant(variant);
  const { columns, scaling } = features;
  if (trainingRows < 2) {
    throw new UserError(`the data has ${trainingRows} training rows; an autoencoder needs at least 2`);
  }
  const batchSize = Math.min(options.batchSize, trainingRows);
  const asked = options.batchSize !== autoencoderDefaults.batchSize;
  if (asked && options.batchSize > trainingRows) {
    warn(
      `--batch-size ${options.batchSize} is larger than the ${trainingRows} training rows; all of them make one batch`,
    );
  }
  if (options.codeSize >= columns && !chosen.has('sparse') && !chosen.has('variational')) {
    warn(
      `--code-size ${options.codeSize} does not compress ${columns} features: the network can copy its input; choose fewer or --variant sparse`,
    );
  }
  const hidden = decideHidden(options.hidden, chosen);
  const codeActivation = decideCodeActivation(options, chosen);
  return {
    ...rest,
    variants: [...chosen],
    columns,
    scaling,
    batchSize,
    hidden,
    codeActivation,
    codeBias: codeActivation === 'relu' ? options.codeBias : 0,
    loss: decideLoss(options.loss, features),
    epochs:
      options.epochs === 'auto' ? enoughEpochs(hidden, Math.ceil(trainingRows / batchSize)) : options.epochs,
    sparsity: chosen.has('sparse') ? options.sparsity : 0,
    weightDecay: chosen.has('convolutional') ? 0 : options.weightDecay,
    noise: chosen.has('denoising') ? options.noise : 0,
    image: chosen.has('convolutional') ? checkImage(options, columns) : options.image,
  };
}

/** So that an option that is absent from the command line does not hide its default. */
function withoutUndefined(options: Partial<AutoencoderOptions>): Partial<AutoencoderOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function decideHidden(hidden: AutoencoderOptions['hidden'], chosen: ReadonlySet<Variant>): readonly number[] {
  const convolutional = chosen.has('convolutional');
  if (hidden === 'auto') return convolutional ? [16, 32] : [wide];
  if (convolutional && hidden.length === 0) {
    throw new UserError(
      '--hidden: --variant convolutional needs the channels of at least one layer, such as 16,32',
    );
  }
  return hidden;
}

function enoughEpochs(hidden: readonly number[], stepsPerEpoch: number): number {
  const isWide = hidden.length > 0 && hidden.every((width) => width >= wide);
  const { leastEpochs, mostEpochs, leastSteps } = isWide ? paceOfWideLayers : pace;
  return Math.min(mostEpochs, Math.max(leastEpochs, Math.ceil(leastSteps / stepsPerEpoch)));
}

function decideCodeActivation(
  { codeActivation, sparsityKind }: AutoencoderOptions,
  chosen: ReadonlySet<Variant>,
): Settings['codeActivation'] {
  const entropic = chosen.has('sparse') && sparsityKind === 'kl';
  if (codeActivation === 'auto') return chosen.has('variational') ? 'linear' : entropic ? 'sigmoid' : 'relu';
  if (entropic && codeActivation !== 'sigmoid') {
    throw new UserError(
      `--sparsity-kind kl compares activities between 0 and 1: use --code-activation sigmoid, not ${codeActivation}`,
    );
  }
  if (chosen.has('variational') && codeActivation !== 'linear') {
    throw new UserError(`--code-activation ${codeActivation}: the means of a variational code are linear`);
  }
  return codeActivation;
}

function decideLoss(loss: AutoencoderOptions['loss'], features: FeatureRows): Settings['loss'] {
  if (loss === 'mse') return 'mse';
  const outside = firstOutsideUnit(features);
  if (outside === undefined) return 'bce';
  if (loss === 'auto') return 'mse';
  throw new UserError(
    `--loss bce needs features between 0 and 1, and column ${outside.column + 1} of row ${outside.row + 1} is ${outside.value} after scaling; use --loss mse`,
  );
}

function firstOutsideUnit(features: FeatureRows) {
  const { columns, scaling } = features;
  const { rule, offset, factor } = scaling;
  if (holdBytes(features) && rule === 'unit') return undefined; // 0…255 to [0, 1] by its definition
  for (const { first, values } of blocksOf(features)) {
    for (let row = first, i = 0; i < values.length; row++) {
      for (let column = 0; column < columns; column++, i++) {
        const shift = typeof offset === 'number' ? offset : offset[column];
        const scale = typeof factor === 'number' ? factor : factor[column];
        const value = (values[i] - shift) * scale;
        if (value < -1e-6 || value > 1 + 1e-6) return { row, column, value };
      }
    }
  }
  return undefined;
}

function checkImage({ image }: AutoencoderOptions, columns: number): AutoencoderOptions['image'] {
  if (image === undefined) {
    throw new UserError(
      '--variant convolutional: the rows are not known to be images; give their shape: --image 28x28x1',
    );
  }
  const { width, height, channels } = image;
  if (width * height * channels === columns) return image;
  throw new UserError(
    `--image ${width}x${height}x${channels} is ${width * height * channels} values a row; the data has ${columns}`,
  );
}
