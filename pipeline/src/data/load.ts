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
import { drawFiles, readAll, readSample } from './read-sample.js';
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
    return await readPictures(await imagesInFolder(paths[0]), paths[0], size, options);
  }
  if (paths.every(isImageName)) return await readPictures(paths, commonFolder(paths), size, options);
  const plan = planRoles(options.labels === undefined ? options : { ...options, label: undefined });
  const files = [];
  for (const path of paths) files.push(await openSource(path));
  return drawsWhileReading(options)
    ? await readSample(files, plan, options)
    : concatTables(await readAll(files, plan, options));
}

/** A sample is drawn before the table is read, unless what is in the table decides which rows there are. */
function drawsWhileReading({ sample, stratify, labels, missing }: DataOptions): boolean {
  return sample !== undefined && missing !== 'drop' && !(stratify && labels !== undefined);
}

async function readPictures(
  paths: readonly string[],
  folder: string,
  size: ImageSize | undefined,
  options: DataOptions,
): Promise<Table> {
  const rows = drawsWhileReading(options) ? drawFiles(paths, options) : undefined;
  if (rows === undefined) return withChannels(await readImages(paths, folder, size), size);
  const drawn = Array.from(rows, (row) => paths[row]);
  const table = withChannels(await readImages(drawn, folder, size), size);
  return { ...table, rowNumbers: rows, sourceRows: paths.length };
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
