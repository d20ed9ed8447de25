import { Command, Option } from 'commander';
import pc from 'picocolors';
import { backendChoices } from '../autoencoder/options.js';
import { formatTable } from '../data/format-table.js';
import { runDefaults } from '../options.js';
import { writeAtomic } from '../store/atomic.js';
import { bestRows, measures, type SweepRow } from '../sweep/measures.js';
import type { SweepHooks } from '../sweep/sweep.js';
import { autoOr, list, number, variant, wholeNumber } from './arguments.js';
import { addDataOptions, dataOptions, type Flags } from './data-options.js';
import { table } from './text-table.js';

const examples = `
Examples:
  $ latentscape sweep --perplexity 10,30,100                     three maps of the same codes
  $ latentscape sweep mydata.csv --variant sparse,denoising --seeds 3 -o sweep.csv
  $ latentscape sweep --sample 10000 --no-baselines              runs only

Every setting is a run like any other: it is kept, can be looked at, and lends its stages to the next sweep.`;

/** `latentscape sweep`: many settings side by side. @param hooks made when the command is called */
export function sweepCommand(hooks: () => SweepHooks): Command {
  const { autoencoder, embedding, seed, runs, threads, backend } = runDefaults;
  const command = new Command('sweep')
    .description('Run every combination of settings and compare the maps, baselines included.')
    .argument('[data...]', 'as for run', [...runDefaults.source])
    .option('--variant <list>', 'variants of the autoencoder', list(variant), [autoencoder.variant])
    .option('--perplexity <list>', 'perplexities, each a map of its own', list(number({ above: 0 })), [
      ...embedding.perplexity,
    ])
    .option(
      '--seeds <n>',
      'seeds for each setting; from two on, stability is measured',
      wholeNumber({ least: 1 }),
      1,
    )
    .option('--no-baselines', 'leave out the maps that need no autoencoder')
    .option('-o, --output <file>', 'also write the table as CSV')
    .option('--name <name>', 'of the comparison, among the runs; by default made from the options')
    .option('--runs <folder>', 'folder that holds the runs', runs)
    .option('--seed <n>', 'the first seed', wholeNumber({ least: 0 }), seed)
    .option('--threads <n>', 'worker threads', wholeNumber({ least: 1, most: 64 }), threads)
    .option(
      '--epochs <n>',
      'passes over the training rows, or auto',
      autoOr(wholeNumber({ least: 1 })),
      autoencoder.epochs,
    )
    .addOption(
      new Option('--backend <name>', 'TensorFlow.js backend').choices(backendChoices).default(backend),
    )
    .addHelpText('after', examples);
  addDataOptions(command);
  return command.action(async (source: string[], flags: SweepFlags) => {
    const base = {
      ...runDefaults,
      source,
      runs: flags.runs,
      seed: flags.seed,
      threads: flags.threads,
      backend: flags.backend,
      data: dataOptions(flags),
      autoencoder: { ...autoencoder, epochs: flags.epochs },
    };
    const { variant: variants, perplexity: perplexities, seeds, baselines } = flags;
    const options = { base, variants, perplexities, seeds, baselines, name: flags.name };
    const { sweep } = await import('../sweep/sweep.js');
    const { name, rows } = await sweep(options, hooks());
    console.log(sweepTable(rows));
    if (flags.output !== undefined) await writeAtomic(flags.output, sweepCsv(rows));
    const address = pc.cyan(`http://localhost:4173/?sweep=${encodeURIComponent(name)}`);
    console.log(`\nThe maps side by side:  ${pc.cyan('npm start')}, then ${address}`);
  });
}

interface SweepFlags extends Flags {
  readonly variant: (typeof runDefaults)['autoencoder']['variant'][];
  readonly perplexity: number[];
  readonly seeds: number;
  readonly baselines: boolean;
  readonly output?: string;
  readonly name?: string;
  readonly runs: string;
  readonly seed: number;
  readonly threads: number;
  readonly backend: (typeof runDefaults)['backend'];
  readonly epochs: (typeof runDefaults)['autoencoder']['epochs'];
}

/** A line a setting, the best of each measure in bold with a star; measures that no row has are left out. */
export function sweepTable(rows: readonly SweepRow[]): string {
  const shown = measures.filter(({ key }) => rows.some(({ measured }) => measured[key] !== undefined));
  const best = bestRows(rows);
  const lines = rows.map((row) => [
    row.kind === 'baseline' ? pc.dim(row.name) : row.name,
    ...shown.map(({ key }) => {
      const value = row.measured[key];
      if (value === undefined) return '';
      return best.get(key)!.has(row) ? pc.bold(`${value.toFixed(3)}*`) : value.toFixed(3);
    }),
  ]);
  return table([['', ...shown.map(({ title }) => title)], ...lines]);
}

/** One line a setting, every measure in full precision, and the names of its runs. */
export function sweepCsv(rows: readonly SweepRow[]): string {
  const text = (name: string, values: string[]) => ({ kind: 'text' as const, name, values });
  return formatTable(
    [
      text(
        'setting',
        rows.map(({ name }) => name),
      ),
      text(
        'kind',
        rows.map(({ kind }) => kind),
      ),
      ...measures.map(({ key }) => ({
        kind: 'number' as const,
        name: key,
        values: Float64Array.from(rows, ({ measured }) => measured[key] ?? Number.NaN),
      })),
      text(
        'runs',
        rows.map(({ runs }) => runs.join(' ')),
      ),
    ],
    'csv',
  ) as string;
}
