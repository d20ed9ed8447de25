import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { arrowBytes, categoryColumn, numberColumn, readArrow, textColumn } from '../data/arrow-table.js';
import type { Column, Dataset } from '../data/dataset.js';
import { type FeatureRows, storedFeatures } from '../data/feature-rows.js';
import { formatNpy, parseNpy } from '../data/npy.js';
import type { Output } from './atomic.js';
import type { RunFolder } from './run-folder.js';

const perColumn = z.union([z.number(), z.array(z.number())]);
const columnSchema = z.object({
  kind: z.enum(['category', 'number', 'text', 'date']),
  name: z.string(),
  categories: z.array(z.string()).optional(),
});

const featuresFile = 'dataset/features.npy';

/** `dataset/dataset.json`: what ingest understood, without the rows themselves. */
const datasetSchema = z.object({
  name: z.string(),
  rows: z.int(),
  columns: z.int(),
  featureNames: z.array(z.string()).optional(),
  scaling: z.object({
    rule: z.enum(['none', 'unit', 'standardise', 'minmax']),
    offset: perColumn,
    factor: perColumn,
  }),
  label: columnSchema.optional(),
  metadata: z.array(columnSchema),
  image: z
    .object({ width: z.int(), height: z.int(), channels: z.union([z.literal(1), z.literal(3)]) })
    .optional(),
  thumbnails: z
    .object({
      tileWidth: z.int(),
      tileHeight: z.int(),
      tilesPerRow: z.int(),
      tilesPerPage: z.int(),
      pages: z.array(z.string()),
    })
    .optional(),
  notes: z.array(z.string()),
});

export type DatasetDescription = z.infer<typeof datasetSchema>;
export type Thumbnails = NonNullable<DatasetDescription['thumbnails']>;

/**
 * Writes a data set as `dataset/dataset.json` (its description), `features.npy` (raw values, `rows x columns`) and
 * `rows.arrow` (id, split, label and metadata, one row a row).
 */
export async function writeDataset(
  folder: RunFolder,
  dataset: Dataset,
  thumbnails?: Thumbnails,
): Promise<Output[]> {
  const { features, label, metadata } = dataset;
  const description: DatasetDescription = {
    name: dataset.name,
    rows: features.rows,
    columns: features.columns,
    featureNames: dataset.featureNames && [...dataset.featureNames],
    scaling: features.scaling as DatasetDescription['scaling'],
    label: label && describeColumn(label),
    metadata: metadata.map(describeColumn),
    image: dataset.image,
    thumbnails,
    notes: [...dataset.notes],
  };
  const rows: Column[] = [
    { kind: 'text', name: 'id', values: dataset.ids },
    { kind: 'category', name: 'split', categories: splitNames, codes: Int32Array.from(dataset.split) },
    ...(label ? [{ ...label, name: 'label' }] : []),
    ...metadata.map((column, i) => ({ ...column, name: metadataName(i) })),
  ];
  return [
    await folder.write(featuresFile, formatNpy(features.values, [features.rows, features.columns])),
    await folder.write('dataset/rows.arrow', arrowBytes(rows)),
    await folder.write('dataset/dataset.json', `${JSON.stringify(description, null, 2)}\n`),
  ];
}

/** What the two values of `Dataset.split` are called in files. */
export const splitNames = ['train', 'test'];

/** Metadata columns go by number in the file: their names are the user's, and two may be called `id`. */
const metadataName = (index: number) => `metadata_${index}`;

function describeColumn(column: Column) {
  const { kind, name } = column;
  return column.kind === 'category' ? { kind, name, categories: [...column.categories] } : { kind, name };
}

/** @returns the description alone, which is small. */
export async function readDatasetDescription(folder: string): Promise<DatasetDescription> {
  return datasetSchema.parse(JSON.parse(await readFile(path.join(folder, 'dataset/dataset.json'), 'utf8')));
}

/** A data set whose features may have stayed in the run folder. */
export interface StoredDataset extends Omit<Dataset, 'features'> {
  readonly features: FeatureRows;
}

/** Features that take more bytes than the budget are left in the run folder. */
async function heldWithin(
  budget: number,
  folder: string,
  { rows, columns, scaling }: DatasetDescription,
): Promise<FeatureRows> {
  const file = path.join(folder, featuresFile);
  const stored = await storedFeatures(file, { rows, columns, scaling });
  if (rows * columns * stored.file.width > budget) return stored;
  const { values } = parseNpy(await readFile(file), featuresFile);
  return { rows, columns, values: values as Uint8Array | Float32Array, scaling };
}

/**
 * Reads back what `writeDataset` wrote.
 *
 * @param budget bytes that the features may take in memory
 */
export async function readDataset(folder: string, budget = Number.POSITIVE_INFINITY): Promise<StoredDataset> {
  const description = await readDatasetDescription(folder);
  const { name, label, metadata, image, featureNames, notes } = description;
  const table = readArrow(await readFile(path.join(folder, 'dataset/rows.arrow')));
  const split = categoryColumn(table, 'split', splitNames);
  return {
    name,
    features: await heldWithin(budget, folder, description),
    featureNames,
    ids: textColumn(table, 'id', 'text').values,
    label: label && { ...categoryColumn(table, 'label', label.categories ?? []), name: label.name },
    metadata: metadata.map((column, i) => {
      const stored = metadataName(i);
      if (column.kind === 'number') return { ...numberColumn(table, stored), name: column.name };
      if (column.kind === 'category')
        return { ...categoryColumn(table, stored, column.categories ?? []), name: column.name };
      return { ...textColumn(table, stored, column.kind), name: column.name };
    }),
    image,
    split: Uint8Array.from(split.codes),
    notes,
  };
}
