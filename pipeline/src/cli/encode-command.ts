import { Command, Option } from 'commander';
import type { Column } from '../data/dataset.js';
import { type ExportFormat, exportFormats, formatTable } from '../data/format-table.js';
import { printable } from '../errors.js';
import { runDefaults } from '../options.js';
import { codeColumns, placeColumns } from '../stages/points.js';
import { runPath } from '../store/run-folder.js';
import { findFinishedRun } from '../store/runs.js';
import { addDataOptions, givenDataOptions } from './data-options.js';
import { writeOutput } from './write-output.js';

const examples = `
Examples:
  $ latentscape encode penguins new.csv                new rows as penguins-encoded.csv: id, x, y and the code
  $ latentscape encode mnist digits.npy --format npy   numbers only
  $ cat new.csv | latentscape encode penguins - -o -   from a pipe to a pipe`;

interface EncodeFlags {
  readonly runs: string;
  readonly format: ExportFormat;
  readonly output?: string;
}

/** `latentscape encode`: new rows through a finished model, onto a finished map. */
export function encodeCommand(): Command {
  const command = new Command('encode')
    .description('Encode new rows with the model of a run, and place them on its map.')
    .argument('<run>', 'name of the run')
    .argument('<data...>', 'files with the same features')
    .option('--runs <folder>', 'folder that holds the runs', runDefaults.runs)
    .addOption(new Option('--format <name>').choices(exportFormats).default('csv'))
    .option('-o, --output <file>', 'file to write, - for standard output (default: <run>-encoded.<format>)')
    .addHelpText('after', examples);
  addDataOptions(command);
  return command.action(async (run: string, source: string[], flags: EncodeFlags) => {
    const manifest = await findFinishedRun(flags.runs, run);
    const options = givenDataOptions(command);
    const folder = runPath(flags.runs, run);
    const { encodeNewRows } = await import('../encode-new-rows.js');
    const { ids, codes, places, notes } = await encodeNewRows(folder, manifest, source, options);
    for (const note of notes) console.error(printable(note));
    const id: Column = { kind: 'text', name: 'id', values: ids };
    const columns = [id, ...placeColumns(places), ...codeColumns(codes)];
    await writeOutput(flags.output ?? `${run}-encoded.${flags.format}`, formatTable(columns, flags.format));
  });
}
