import { Argument, Command } from 'commander';
import { builtinSets } from '../data/builtin.js';
import { describeDataset } from '../data/inspect.js';
import { loadDataset } from '../data/load.js';
import { runDefaults } from '../options.js';
import { wholeNumber } from './arguments.js';
import { addDataOptions, dataOptions, type Flags } from './data-options.js';
import { table } from './text-table.js';

/** `latentscape inspect`: what a run would make of the data, without running. */
export function inspectCommand(): Command {
  const command = new Command('inspect')
    .description(
      'Print what is understood of the data, without running: features, label, ids, scaling, and why.',
    )
    .argument('[data...]', 'as for run', [...runDefaults.source])
    .option('--seed <n>', 'seed of every random draw', wholeNumber({ least: 0 }), runDefaults.seed);
  addDataOptions(command);
  return command.action(async (source: string[], flags: Flags) => {
    console.log(describeDataset(await loadDataset(source, dataOptions(flags))));
  });
}

/** `latentscape demo tables`: the built-in data sets. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('List the data sets that can be tried without a file.')
    .addArgument(new Argument('[what]').choices(['tables']).default('tables'))
    .action(() => {
      const rows = builtinSets.map(({ name, description }) => [name, description, `latentscape run ${name}`]);
      console.log(table(rows));
    });
}
