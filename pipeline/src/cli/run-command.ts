import { Command, Option } from 'commander';
import { backendChoices, variants } from '../autoencoder/options.js';
import { builtinSets } from '../data/builtin.js';
import { type RunOptions, runDefaults } from '../options.js';
import { autoOr, list, number, size, variant, wholeNumber } from './arguments.js';
import { addDataOptions, dataOptions, type Flags } from './data-options.js';

const { autoencoder, embedding } = runDefaults;

/** Two layers of this width have weights of 400 MB. */
const widest = 10_000;

const examples = `
Examples:
  $ latentscape run                                   all 70,000 MNIST digits
  $ latentscape run mydata.csv --label species        your own table, coloured by a column
  $ latentscape run --variant denoising --noise 0.4   another autoencoder, same data
  $ latentscape run --perplexity 100                  another map of the same codes: nothing is trained again
  $ latentscape run --sample 5000 --name quick        a quick look at 5,000 rows

A run that was stopped, or killed, goes on where it was when the same command is given again.
Exit codes: 0 done, 1 failed, 2 wrong usage or bad input, 130 interrupted.`;

/** `latentscape run`: its flags, their help and their defaults. */
export function runCommand(execute: (options: RunOptions, flags: ReporterFlags) => Promise<void>): Command {
  const command = new Command('run')
    .description('Turn a table into a map: ingest, train, encode, embed, evaluate, export.')
    .argument(
      '[data...]',
      `files, patterns, a folder of images, - for standard input, or a built-in set: ${builtinSets.map(({ name }) => name).join(', ')}`,
      [...runDefaults.source],
    )
    .addHelpText('after', examples);

  command
    .optionsGroup('Run:')
    .option('--name <name>', 'name of the run (default: made from the data and the options that you change)')
    .option('--runs <folder>', 'folder that holds the runs', runDefaults.runs)
    .option(
      '--seed <n>',
      'seed of every random draw; the same seed gives the same bytes',
      wholeNumber({ least: 0 }),
      1,
    )
    .option(
      '--threads <n>',
      'worker threads; the result does not depend on them',
      wholeNumber({ least: 1, most: 64 }),
      runDefaults.threads,
    )
    .option(
      '--memory <size>',
      'features that take more are read from the disk, batch by batch: 500MB, 4GB (default: half of what is free)',
      size,
    )
    .addOption(
      new Option('--backend <name>', 'TensorFlow.js backend; node is @tensorflow/tfjs-node, if installed')
        .choices(backendChoices)
        .default(runDefaults.backend),
    )
    .option('--json', 'print events as JSON lines on standard output')
    .option('--codes', 'also write the codes into embedding.csv');

  addDataOptions(command);

  command
    .optionsGroup('Autoencoder:')
    .option(
      '--variant <names>',
      `${variants.join(', ')}; joined by + where it makes sense`,
      variant,
      autoencoder.variant,
    )
    .option(
      '--code-size <n>',
      'numbers in a code',
      wholeNumber({ least: 1, most: widest }),
      autoencoder.codeSize,
    )
    .option(
      '--hidden <widths>',
      'widths of the hidden layers, mirrored in the decoder; convolutional: channels; or auto',
      autoOr(list(wholeNumber({ least: 1, most: widest }))),
      autoencoder.hidden,
    )
    .option(
      '--epochs <n>',
      'passes over the training rows, or auto',
      autoOr(wholeNumber({ least: 1 })),
      autoencoder.epochs,
    )
    .option('--batch-size <n>', 'rows a step', wholeNumber({ least: 1 }), autoencoder.batchSize)
    .option(
      '--learning-rate <x>',
      "Adam's step size; with a schedule, its peak",
      number({ above: 0 }),
      autoencoder.learningRate,
    )
    .addOption(
      new Option('--schedule <name>', 'learning rate over time')
        .choices(['constant', 'cosine', 'one-cycle'])
        .default(autoencoder.schedule),
    )
    .option(
      '--patience <n>',
      'stop after so many epochs without a better held-out loss; 0: never',
      wholeNumber({ least: 0 }),
      autoencoder.patience,
    )
    .addOption(
      new Option('--hidden-activation <name>', 'of the hidden layers')
        .choices(['relu', 'elu'])
        .default(autoencoder.hiddenActivation),
    )
    .addOption(
      new Option('--code-activation <name>', 'of the narrowest layer')
        .choices(['auto', 'relu', 'linear', 'sigmoid'])
        .default(autoencoder.codeActivation),
    )
    .option('--code-bias <x>', 'where the biases of relu code units start', number(), autoencoder.codeBias)
    .option(
      '--noise <x>',
      'strength of the corruption that a denoising autoencoder learns to undo',
      number({ least: 0 }),
      autoencoder.noise,
    )
    .addOption(
      new Option('--noise-kind <name>', 'how inputs are corrupted')
        .choices(['gaussian', 'masking', 'salt-and-pepper'])
        .default(autoencoder.noiseKind),
    )
    .option('--sparsity <weight>', 'weight of the sparsity term', number({ least: 0 }), autoencoder.sparsity)
    .addOption(
      new Option('--sparsity-kind <name>', 'L1 norm or Kullback-Leibler divergence')
        .choices(['l1', 'kl'])
        .default(autoencoder.sparsityKind),
    )
    .option(
      '--sparsity-warm-up <share>',
      'share of the steps over which that weight rises from zero',
      number({ least: 0, most: 1 }),
      autoencoder.sparsityWarmUp,
    )
    .option(
      '--sparsity-target <x>',
      'mean activity that kl aims at',
      number({ above: 0, most: 1 }),
      autoencoder.sparsityTarget,
    )
    .option(
      '--weight-decay <weight>',
      "price of large weights in the encoder's hidden layers",
      number({ least: 0 }),
      autoencoder.weightDecay,
    )
    .option(
      '--beta <x>',
      'weight of the prior of a variational autoencoder',
      number({ least: 0 }),
      autoencoder.beta,
    )
    .addOption(
      new Option('--loss <name>', 'reconstruction loss')
        .choices(['bce', 'mse', 'auto'])
        .default(autoencoder.loss),
    )
    .option('--skip-autoencoder', 'lay out the rows themselves (they are embeddings already)');

  command
    .optionsGroup('Map (t-SNE):')
    .addOption(
      new Option('--engine <name>', 'tsne-js takes up to 2,000 rows')
        .choices(['latentscape', 'tsne-js'])
        .default(embedding.engine),
    )
    .option(
      '--perplexity <list>',
      'effective number of neighbours; several mix scales',
      list(number({ above: 0 })),
      [...embedding.perplexity],
    )
    .option(
      '--early-exaggeration <x>',
      'attraction in the early iterations',
      number({ least: 1 }),
      embedding.earlyExaggeration,
    )
    .option(
      '--early-iterations <n>',
      'how many those are',
      wholeNumber({ least: 0 }),
      embedding.earlyIterations,
    )
    .option(
      '--exaggeration <x>',
      'attraction afterwards; more than 1 draws clusters tighter',
      number({ above: 0 }),
      embedding.exaggeration,
    )
    .option(
      '--iterations <n>',
      'iterations after the early ones',
      wholeNumber({ least: 0 }),
      embedding.iterations,
    )
    .option(
      '--map-learning-rate <x>',
      'step size of the layout; auto is rows / exaggeration',
      autoOr(number({ above: 0 })),
      embedding.learningRate,
    )
    .addOption(
      new Option('--initialization <name>', 'where the points start')
        .choices(['pca', 'random'])
        .default(embedding.initialization),
    )
    .addOption(
      new Option('--metric <name>', 'distance between codes')
        .choices(['euclidean', 'cosine'])
        .default(embedding.metric),
    )
    .option('--dof <x>', "degrees of freedom of the map's kernel", number({ above: 0 }), embedding.dof);

  return command.action((source: string[], flags: Flags) => execute(runOptions(source, flags), flags));
}

/** How a run reports. */
export interface ReporterFlags {
  readonly json?: boolean;
}

function runOptions(source: readonly string[], flags: Flags): RunOptions {
  const chosen = <T extends object>(defaults: T): T =>
    Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, flags[key] ?? value])) as T;
  const { seed } = chosen({ seed: runDefaults.seed });
  return {
    ...chosen(runDefaults),
    source,
    name: flags.name as string | undefined,
    data: dataOptions(flags),
    autoencoder: { ...chosen(autoencoder), seed },
    embedding: { ...chosen(embedding), learningRate: flags.mapLearningRate as number | 'auto' },
    export: chosen(runDefaults.export),
  };
}
