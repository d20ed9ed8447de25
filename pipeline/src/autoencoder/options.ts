import type { ImageShape } from '../data/dataset.js';
import { UserError } from '../errors.js';

/** The kinds of autoencoder; all but `vanilla` can be combined where it makes sense: `sparse+denoising`. */
export const variants = ['vanilla', 'sparse', 'denoising', 'convolutional', 'variational'] as const;

export type Variant = (typeof variants)[number];

/**
 * The backends of TensorFlow.js. `wasm` is the default: with kernels of our own it trains dense networks faster than tfjs-node, needs no native library,
 * and gives the same bytes on every machine.
 */
export const backendChoices = ['wasm', 'node', 'cpu'] as const;

export type BackendChoice = (typeof backendChoices)[number];

export interface AutoencoderOptions {
  /** One variant or several joined by `+` or `,`: `sparse`, `convolutional+denoising`. */
  readonly variant: string;
  /** Numbers in a code: the width of the narrowest layer. */
  readonly codeSize: number;
  /**
   * Widths of the encoder's hidden layers, which the decoder mirrors; for `convolutional` the channels of its layers,
   * each of which halves the image. `auto`: 512, or 16 and 32 channels.
   */
  readonly hidden: 'auto' | readonly number[];
  /** Of the layers on both sides of the code: `elu` is x above zero and exp(x) - 1 below (Clevert et al. 2016). */
  readonly hiddenActivation: 'relu' | 'elu';
  /** `auto`: linear for variational, sigmoid with KL sparsity, else relu. */
  readonly codeActivation: 'auto' | 'relu' | 'linear' | 'sigmoid';
  /**
   * Where the biases of relu code units start. Above zero, every unit answers to every row at first and finds its work;
   * from zero, several of 32 never wake up.
   */
  readonly codeBias: number;
  /** Weight of the sparsity term (variant `sparse`). It multiplies a sum over one row's code, averaged over rows, so it does not depend on the batch size. */
  readonly sparsity: number;
  /** `l1`: sum of |code|. `kl`: Kullback–Leibler divergence of each unit's mean activity from `sparsityTarget` (Ng, CS294A notes, 2011). */
  readonly sparsityKind: 'l1' | 'kl';
  /** The share of all steps over which the sparsity weight rises from zero: units specialise before they are taxed. */
  readonly sparsityWarmUp: number;
  /** The mean activity that `kl` aims at, between 0 and 1. */
  readonly sparsityTarget: number;
  /**
   * Weight of the squared kernels of the encoder's hidden layers in the loss (Krogh & Hertz 1992; not `convolutional`).
   * Columns that hardly vary would else keep the weights they were drawn with, and the few rows where they do vary get
   * far-off codes.
   */
  readonly weightDecay: number;
  /** Strength of the corruption (variant `denoising`): standard deviation in scaled units, or the fraction of values hit. */
  readonly noise: number;
  /** `gaussian` is added, `masking` sets values to zero, `salt-and-pepper` to zero or one (Vincent et al. 2010). */
  readonly noiseKind: 'gaussian' | 'masking' | 'salt-and-pepper';
  /** `bce`: binary cross-entropy, `mse`: squared error, both averaged over features; `auto`: bce when all features lie in [0, 1]. */
  readonly loss: 'auto' | 'bce' | 'mse';
  /** Weight of the prior (variant `variational`): 1 is the evidence lower bound of Kingma & Welling 2014, more is β-VAE (Higgins et al. 2017). */
  readonly beta: number;
  /**
   * Passes over the training rows; `auto`: as many as 3,000 steps need, between 8 and 200; where all hidden layers are
   * at least 512 wide, as many as 900 steps need, between 2 and 50.
   */
  readonly epochs: 'auto' | number;
  /** Rows a step. */
  readonly batchSize: number;
  /** Adam's step size; with a schedule, its peak. */
  readonly learningRate: number;
  /** `one-cycle`: up for 30% of the steps, then down along a cosine (Smith & Topin 2018); `cosine`: down only. */
  readonly schedule: 'constant' | 'cosine' | 'one-cycle';
  /** Stop after so many epochs without a better held-out loss and go back to the best weights; 0: never. */
  readonly patience: number;
  /** Every random draw follows from it: same seed, same weights. */
  readonly seed: number;
  /** Shape of a row that is a picture; needed by `convolutional`. */
  readonly image?: ImageShape;
}

/** Every default of the autoencoder, in one place. */
export const autoencoderDefaults: AutoencoderOptions = {
  variant: 'sparse',
  codeSize: 32,
  hidden: 'auto',
  hiddenActivation: 'relu',
  codeActivation: 'auto',
  codeBias: 2,
  sparsity: 3.2e-4,
  sparsityKind: 'l1',
  sparsityWarmUp: 0.5,
  sparsityTarget: 0.05,
  weightDecay: 3e-5,
  noise: 0.4,
  noiseKind: 'gaussian',
  loss: 'auto',
  beta: 1,
  epochs: 'auto',
  batchSize: 256,
  learningRate: 4e-3,
  schedule: 'one-cycle',
  patience: 0,
  seed: 1,
};

/**
 * The variants that `text` names, without `vanilla`.
 * @throws UserError for an unknown name or a combination that makes no sense
 */
export function parseVariant(text: string): ReadonlySet<Variant> {
  const names = text.split(/[+,]/).map((name) => name.trim().toLowerCase());
  for (const name of names) {
    if (!variants.includes(name as Variant)) {
      throw new UserError(`--variant: "${name}" is not a variant; choose from ${variants.join(', ')}`);
    }
  }
  const chosen = new Set(names as Variant[]);
  if (chosen.has('vanilla') && chosen.size > 1) {
    throw new UserError(`--variant ${text}: vanilla cannot be combined with another variant`);
  }
  if (chosen.has('variational') && chosen.has('sparse')) {
    throw new UserError(
      `--variant ${text}: the prior of a variational code and a sparsity term pull apart; choose one`,
    );
  }
  chosen.delete('vanilla');
  return chosen;
}

const limits = {
  codeSize: { least: 1, whole: true },
  codeBias: {},
  sparsity: { least: 0 },
  sparsityWarmUp: { least: 0, most: 1 },
  weightDecay: { least: 0 },
  beta: { least: 0 },
  batchSize: { least: 1, whole: true },
  learningRate: { above: 0 },
  patience: { least: 0, whole: true },
  seed: { least: 0, whole: true },
  sparsityTarget: { above: 0, below: 1 },
} as const;

/** @throws UserError that names the first option whose value is out of range */
export function checkOptions(options: AutoencoderOptions): void {
  for (const [name, limit] of Object.entries(limits)) {
    checkNumber(name, options[name as keyof typeof limits], limit);
  }
  for (const width of options.hidden === 'auto' ? [] : options.hidden)
    checkNumber('hidden', width, { least: 1, whole: true });
  if (options.epochs !== 'auto') checkNumber('epochs', options.epochs, { least: 1, whole: true });
  checkNumber(
    'noise',
    options.noise,
    options.noiseKind === 'gaussian' ? { least: 0 } : { least: 0, below: 1 },
  );
  parseVariant(options.variant);
}

interface Limit {
  readonly least?: number;
  readonly most?: number;
  readonly above?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

function checkNumber(option: string, value: number, { least, most, above, below, whole }: Limit): void {
  const holds =
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    (least === undefined || value >= least) &&
    (most === undefined || value <= most) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below);
  if (holds) return;
  const bounds = [
    least !== undefined ? `at least ${least}` : '',
    most !== undefined ? `at most ${most}` : '',
    above !== undefined ? `above ${above}` : '',
    below !== undefined ? `below ${below}` : '',
  ].filter(Boolean);
  const kind = whole ? 'a whole number' : 'a number';
  throw new UserError(`--${flag(option)} ${value}: must be ${[kind, bounds.join(' and ')].join(' ').trim()}`);
}

/** `codeSize` -> `code-size`: the option as the command line spells it. */
function flag(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
