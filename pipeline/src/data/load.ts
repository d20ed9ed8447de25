import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { UserError } from '../errors.js';
import { builtinSets } from './builtin.js';
import { concatTables } from './concat.js';
import type { Dataset } from './dataset.js';
import { expandPattern } from './find-files.js';
import { type ImageSize, parseImageSize } from './image-shape.js';
import { imagesInFolder, isImageName, readImages } from './images.js';
import { readJoined } from './join.js';
import { type DataOptions, withDefaults } from './options.js';
import { readTable } from './read-table.js';
import { planRoles } from './roles.js';
import { sampleRows } from './sample.js';
import { openSource } from './source.js';
import type { Table } from './table.js';
import { understand } from './understand.js';

/**
 * Loads data from wherever it is and understands it.
 *
 * @param sources names of built-in sets (one alone), files, patterns such as `data/*.csv`, a folder of images, or `-`
 *   for standard input; several files of the same columns are read one after the other
 * @throws UserError for whatever is wrong with the files or does not fit the options
 */
export async function loadDataset(sources: readonly string[], options: DataOptions = {}): Promise<Dataset> {
  const { sample, seed, stratify } = withDefaults(options);
  const dataset = await load(sources, options);
  return sample === undefined ? dataset : sampleRows(dataset, sample, seed, stratify);
}

async function load(sources: readonly string[], options: DataOptions): Promise<Dataset> {
  const builtin = builtinSets.find(({ name }) => sources.length === 1 && sources[0] === name);
  if (builtin !== undefined) return await builtin.load(options);
  const table = await readSources(sources, options);
  const joined = await readJoined(table, options);
  // With a second file of labels, --label names a column there.
  const own = options.labels === undefined ? options : { ...options, label: undefined };
  return understand(table, nameOf(sources), own, joined);
}

/** The table that files, patterns, a folder of images or standard input hold, as it was read. */
export async function readSources(sources: readonly string[], options: DataOptions): Promise<Table> {
  const paths = (await Promise.all(sources.map(expandPattern))).flat();
  if (paths.length === 0) throw new UserError('no data is named. Give a file, a folder of images, or mnist.');
  const size = options.image === undefined ? undefined : parseImageSize(options.image);
  if (paths.length === 1 && (await isFolder(paths[0]))) {
    return withChannels(await readImages(await imagesInFolder(paths[0]), paths[0], size), size);
  }
  if (paths.every(isImageName)) return withChannels(await readImages(paths, commonFolder(paths), size), size);
  const plan = planRoles(options.labels === undefined ? options : { ...options, label: undefined });
  const tables: Table[] = [];
  const reading = { ...options, sample: drawsWhileReading(paths, options) ? options.sample : undefined };
  for (const path of paths) tables.push(await readTable(await openSource(path), plan, reading));
  return concatTables(tables);
}

/** A sample is drawn while a file is read, unless other files or the values decide which rows there are. */
function drawsWhileReading(paths: readonly string[], { labels, metadata, missing }: DataOptions): boolean {
  return paths.length === 1 && labels === undefined && metadata === undefined && missing !== 'drop';
}

/** Pictures that are all grey have one channel, others three: a user who says otherwise is told. */
function withChannels(table: Table, size: ImageSize | undefined): Table {
  const found = table.image?.channels;
  if (size?.channels === undefined || size.channels === found) return table;
  const pictures = found === 1 ? 'grey' : 'in colour';
  throw new UserError(
    `${table.source}: --image asks for ${size.channels} channel${size.channels > 1 ? 's' : ''}, but the pictures are ${pictures} (${found}). Give width x height alone.`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (
    path !== '-' &&
    (await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    ))
  );
}

/** The deepest folder that all paths lie in. */
function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]);
  while (!paths.every((path) => path.startsWith(`${folder}/`)) && folder !== dirname(folder))
    folder = dirname(folder);
  return folder;
}

/** A short name for people: the file's, without its folder. */
function nameOf([first, ...others]: readonly string[]): string {
  const name = first === '-' ? 'stdin' : basename(first);
  return others.length === 0 ? name : `${name} and ${others.length} more`;
}
