import path from 'node:path';
import { Command, Option } from 'commander';
import type { Column } from '../data/dataset.js';
import { formatProjector } from '../data/format-projector.js';
import { type ExportFormat, exportFormats, formatTable } from '../data/format-table.js';
import { UserError } from '../errors.js';
import { runDefaults } from '../options.js';
import { codeColumns, pointColumns, withDistinctNames } from '../stages/points.js';
import { RunData } from '../stages/run-data.js';
import { runPath } from '../store/run-folder.js';
import { findFinishedRun } from '../store/runs.js';
import { readSelections, type SavedSelections } from '../store/selections.js';
import { list } from './arguments.js';
import { rowsOfSelection, selectionColumns } from './selection-columns.js';
import { writeOutput } from './write-output.js';

const examples = `
Examples:
  $ latentscape export mnist --format parquet                 mnist.parquet in this folder
  $ latentscape export mnist --columns id,x,y -o points.csv
  $ latentscape export mnist --columns 'id,"length, cm"'      a name with a comma stands in double quotes
  $ latentscape export mnist --where "d.label === '4' && d.neighbours_kept < 0.2"
  $ latentscape export mnist --selection 'odd fours'          only the rows of a selection saved on the page
  $ latentscape export mnist --format json -o - | head        to standard output
  $ latentscape export mnist --format projector -o projector  a folder for TensorBoard's Embedding Projector`;

interface ExportFlags {
  readonly runs: string;
  readonly format: ExportFormat | 'projector';
  readonly columns?: readonly string[];
  readonly where?: string;
  readonly selection?: string;
  readonly codes?: boolean;
  readonly output?: string;
}

/** `latentscape export`: the points of a finished run as a file of another format. */
export function exportCommand(): Command {
  return new Command('export')
    .description('Write the points of a run as a file that other programs open.')
    .argument('<run>', 'name of the run')
    .option('--runs <folder>', 'folder that holds the runs', runDefaults.runs)
    .addOption(new Option('--format <name>').choices([...exportFormats, 'projector']).default('csv'))
    .option('--columns <names>', 'only these columns, in this order, with commas between', list(String))
    .option('--where <expression>', 'only the points for which it holds')
    .option('--selection <name>', 'only the points of this saved selection')
    .option('--codes', "also the code's numbers, as code_0, code_1, …")
    .option('-o, --output <file>', 'file to write, - for standard output (default: <run>.<format>)')
    .addHelpText('after', examples)
    .action(exportRun);
}

async function exportRun(run: string, flags: ExportFlags): Promise<void> {
  refuseUnfit(flags);
  const manifest = await findFinishedRun(flags.runs, run);
  const folder = runPath(flags.runs, run);
  const data = new RunData(folder);
  if (flags.format === 'projector') await writeProjector(data, flags.output ?? `${run}-projector`);
  else
    await writeOutput(
      flags.output ?? `${run}.${flags.format}`,
      formatTable(await chosenColumns(data, flags, await readSelections(folder, manifest)), flags.format),
    );
}

/** @throws UserError for flags that would have no effect, or none that is meant */
function refuseUnfit({ format, output, columns = [], ...flags }: ExportFlags): void {
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) throw new UserError(`--columns: "${twice}" is named twice.`);
  if (format !== 'projector') return;
  if (output === '-') throw new UserError('--format projector writes a folder: name one with --output.');
  const unused =
    columns.length > 0 ? 'columns' : (['where', 'selection'] as const).find((flag) => flags[flag]);
  if (unused !== undefined)
    throw new UserError(
      `--format projector writes all points and columns: leave --${unused} out, or choose another format.`,
    );
}

async function chosenColumns(
  data: RunData,
  { columns: wanted, codes, where, selection }: ExportFlags,
  saved: SavedSelections,
): Promise<Column[]> {
  const { main, split, metadata, quality } = await pointColumns(data);
  const withCodes = codes || wanted?.some((name) => name.startsWith('code_'));
  const points = withDistinctNames([
    ...main,
    split,
    ...metadata,
    ...quality,
    ...(withCodes ? codeColumns(await data.get('codes')) : []),
    ...selectionColumns(saved, split.codes.length),
  ]);
  const selected = selection === undefined ? points : rowsOfSelection(points, selection, saved);
  const rows = where === undefined ? selected : await rowsWhere(selected, where);
  return wanted === undefined ? rows : wanted.map((name) => columnCalled(name, rows));
}

async function rowsWhere(columns: readonly Column[], where: string): Promise<Column[]> {
  const { filterPoints } = await import('./points-table.js');
  return filterPoints(columns, where);
}

function columnCalled(name: string, all: readonly Column[]): Column {
  const found = all.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new UserError(
    `--columns: there is no column "${name}"; there are ${all.map((column) => column.name).join(', ')}.`,
  );
}

async function writeProjector(data: RunData, folder: string): Promise<void> {
  const dataset = await data.get('dataset');
  const { features, image, label, metadata, ids } = dataset;
  const files = await formatProjector({
    vectors: await data.get('codes'),
    metadata: [{ kind: 'text', name: 'id', values: ids }, ...(label ? [label] : []), ...metadata],
    pictures: image && { features, image },
  });
  for (const [name, content] of files) await writeOutput(path.join(folder, name), content);
}
