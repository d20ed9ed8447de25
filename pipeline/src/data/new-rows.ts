import { UserError } from '../errors.js';
import { asText } from './columns.js';
import type { Dataset, Features } from './dataset.js';
import { assemble, type FeatureColumn } from './feature-matrix.js';
import type { FeatureRows } from './feature-rows.js';
import { fillGaps } from './fill-gaps.js';
import { readSources } from './load.js';
import { markMissing } from './missing.js';
import { type DataOptions, withDefaults } from './options.js';
import { assignRoles, listNames } from './roles.js';
import { spelledOut } from './select-features.js';
import type { Table, TableColumn } from './table.js';

/** Rows that came after a model was trained, with the features that it knows, in its order. */
export interface NewRows {
  readonly ids: readonly string[];
  /** Raw values; the model scales them by its own rule. */
  readonly features: Features;
  /** What was done about missing values, in plain sentences. */
  readonly notes: readonly string[];
}

/** What is asked of the data that a model was trained on. */
interface Known extends Pick<Dataset, 'featureNames' | 'image'> {
  readonly features: FeatureRows;
}

/**
 * Reads rows for a model that was trained before. Nothing is decided anew: columns are found by the names of the
 * features (vectors without names by their width), whatever their order, and any number of rows is taken.
 *
 * @param known the data that the model was trained on
 * @param options as they were for that data
 * @throws UserError when a feature is missing, or a value of one that may not be replaced
 */
export async function readNewRows(
  sources: readonly string[],
  { features, featureNames, image }: Known,
  options: DataOptions,
): Promise<NewRows> {
  const size = image && `${image.width}x${image.height}`;
  const table = await readSources(sources, { ...options, image: size, sample: undefined });
  if (table.rows === 0) throw new UserError(`${table.source}: there are no rows to encode.`);
  markMissing(table.columns, table.rows, options.na);
  const roles = assignRoles(
    table.columns.map(({ name }) => name),
    options,
  );
  const idColumn = table.columns.find((_, i) => roles[i] === 'id');
  const ids = idColumn
    ? asText(idColumn, table.rows).values
    : Array.from({ length: table.rows }, (_, row) => `${row + 1}`);
  const { missing } = withDefaults(options);
  const { columns, scaling } = features;
  const given = knownValues(table, featureNames, columns);
  const { values, keptRows, notes } = fillGaps(given, features, featureNames, missing, table.source);
  return {
    ids: keptRows ? Array.from(keptRows, (row) => ids[row]) : ids,
    features: { rows: keptRows?.length ?? table.rows, columns, values, scaling },
    notes,
  };
}

/** `rows x width`, in the order of the names. */
function knownValues(
  table: Table,
  names: readonly string[] | undefined,
  width: number,
): Uint8Array | Float32Array {
  const { rows, source } = table;
  const numeric = table.columns.flatMap((column) => numericColumn(column, rows, source));
  const matrix = assemble(numeric, rows);
  const hasNames = names !== undefined && matrix.names.some((name) => names.includes(name));
  if (!hasNames && matrix.names.length === width) return matrix.values;
  if (names === undefined) {
    throw new UserError(
      `${source}: the model expects ${width} features, the data has ${matrix.names.length}.`,
    );
  }
  const columnOf = new Map(matrix.names.map((name, column) => [name, column]));
  const texts = new Map(table.columns.map((column) => [column.name, column]));
  const values = new Float32Array(rows * width);
  const missing: string[] = [];
  names.forEach((name, to) => {
    const from = columnOf.get(name);
    const [category, text] = from === undefined ? categoryOf(name, texts) : [];
    if (from === undefined && text === undefined) missing.push(name);
    const cells = text && asText(text, rows).values;
    for (let row = 0; row < rows; row++) {
      values[row * width + to] = cells
        ? Number(cells[row] === category)
        : matrix.values[row * matrix.names.length + from!];
    }
  });
  if (missing.length === 0) return values;
  throw new UserError(
    `${source}: the model expects ${width} features; missing: ${listNames(
      missing.map((name) => `"${name}"`),
      5,
    )}.`,
  );
}

function numericColumn(column: TableColumn, rows: number, source: string): FeatureColumn[] {
  const spelled = spelledOut(column, rows, source);
  return spelled.kind === 'text' ? [] : [spelled];
}

/** `island=Dream`: the category and the column whose text may be it. */
function categoryOf(feature: string, columns: ReadonlyMap<string, TableColumn>): [string?, TableColumn?] {
  for (let at = feature.indexOf('='); at >= 0; at = feature.indexOf('=', at + 1)) {
    const column = columns.get(feature.slice(0, at));
    if (column !== undefined) return [feature.slice(at + 1), column];
  }
  return [];
}
