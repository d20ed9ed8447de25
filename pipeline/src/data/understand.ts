import { UserError } from '../errors.js';
import { shownColumn } from './columns.js';
import type { Column, Dataset } from './dataset.js';
import { areDates } from './dates.js';
import { assemble, type FeatureColumn } from './feature-matrix.js';
import { classesFrom, idsFrom } from './identify.js';
import { imageShapeOf } from './image-shape.js';
import { markMissing } from './missing.js';
import { type DataOptions, fewestRows, withDefaults } from './options.js';
import { prepareFeatures } from './prepare-features.js';
import { assignRoles, isNamedLikeId, listNames, type Role } from './roles.js';
import { holdOutRows, sampleNote, selectRows } from './sample.js';
import { type Selection, selectFeatures } from './select-features.js';
import type { Table, TableColumn } from './table.js';

/** The features of a table that is not wider than this are shown on the map as well as learned from. */
const mostShownFeatures = 32;

/** Columns that came from a second file, in the order of the table's rows. */
export interface JoinedColumns {
  readonly label?: TableColumn;
  readonly metadata?: readonly TableColumn[];
  /** How it was joined, in plain sentences. */
  readonly notes?: readonly string[];
}

/**
 * Decides what every column is for and makes a data set of the table; `notes` tell what was decided. The table's
 * numbers are used in place and are not to be read afterwards.
 *
 * @throws UserError when too little remains to map, or an option does not fit the table
 */
export function understand(
  table: Table,
  name: string,
  options: DataOptions = {},
  joined: JoinedColumns = {},
): Dataset {
  const { source, rows } = table;
  const resolved = withDefaults(options);
  if (rows < fewestRows) throw tooFewRows(table);
  markMissing(table.columns, rows, options.na);
  const roles = assignRoles(
    table.columns.map((column) => column.name),
    options,
  );
  const withRole = (role: Role) => table.columns.filter((_, i) => roles[i] === role);
  const notes = [...table.notes, ...(joined.notes ?? [])];
  const shown = [...withRole('metadata'), ...(joined.metadata ?? [])];

  const [idColumn] = withRole('id');
  const ids = idColumn && idsFrom(idColumn, rows, source, options.id !== undefined);
  if (ids) notes.push(`${idColumn.name} names the rows.`);
  else if (idColumn) shown.push(idColumn);
  notes.push(...onlyShownIds([...withRole('metadata'), ...(ids ? [] : withRole('id'))], options));

  const labelColumn = joined.label ?? withRole('label')[0];
  if (labelColumn?.kind === 'vector' && options.label !== undefined) {
    throw new UserError(
      `${source}: column "${labelColumn.name}" cannot colour the map: it holds vectors. Choose another with --label.`,
    );
  }
  const demanded = options.label !== undefined || joined.label !== undefined;
  const label = labelColumn && classesFrom(labelColumn, rows, demanded);
  if (label) {
    notes.push(`${label.name} colours the map: ${label.categories.length.toLocaleString('en')} classes.`);
  } else if (labelColumn) {
    notes.push(`${labelColumn.name} is shown but not learned from: its values are not classes.`);
    shown.unshift(labelColumn);
  }

  const selection = selectFeatures(table, withRole('feature'), {
    oneHot: resolved.oneHot,
    demanded: options.features !== undefined,
  });
  const { features, vectors } = selection;
  notes.push(...selection.notes);
  if (features.length === 0) throw noFeatures(table, selection);
  const metadata = [...shown, ...selection.shown]
    .map((column) => shownColumn(column, rows))
    .filter((column) => column !== undefined);
  if (!vectors) metadata.push(...shownFeatures(features, rows));

  const matrix = assemble(features, rows, table.known);
  const image = table.image ?? imageShapeOf(matrix, options.image, source);
  const isColumn = (name: string) => table.columns.some((column) => column.name === name);
  const prepared = prepareFeatures(matrix, rows, {
    source,
    options: resolved,
    image,
    vectors,
    isColumn,
    advice: selection.advice || alsoShown(selection),
  });
  notes.push(...prepared.notes);
  if (table.sourceRows !== undefined) {
    const by = resolved.stratify ? label?.name : undefined;
    notes.push(sampleNote(rows, table.sourceRows, resolved.seed, by));
  }
  const { keptRows } = prepared;
  const described = {
    name,
    ids: ids ?? numbered(rows, table.rowNumbers),
    label,
    metadata,
    split: table.split ?? holdOutRows(rows, resolved.holdOut, resolved.seed),
  };
  return {
    ...(keptRows ? selectRows(described, keptRows) : described),
    features: prepared.features,
    featureNames: prepared.names,
    image,
    notes,
  };
}

/** Rows are called by their number in the source, from 1. */
function numbered(rows: number, numbers: Uint32Array | undefined): string[] {
  const ids: string[] = [];
  for (let row = 0; row < rows; row++) ids.push(String((numbers?.[row] ?? row) + 1));
  return ids;
}

/** Says which columns were left out of the features because of their names alone. */
function onlyShownIds(columns: readonly TableColumn[], { show, features }: DataOptions): string[] {
  const names = columns
    .map(({ name }) => name)
    .filter((name) => isNamedLikeId(name) && !show?.includes(name));
  if (features !== undefined || names.length === 0) return [];
  const are = names.length === 1 ? 'is named like an id and is' : 'are named like ids and are';
  return [`${listNames(names)} ${are} only shown; learn from such a column with --features.`];
}

/** Narrow tables show their features too, so that the map can be coloured by them. */
function shownFeatures(features: readonly FeatureColumn[], rows: number): Column[] {
  if (features.length > mostShownFeatures) return [];
  return features
    .map((column) => (column.kind === 'category' ? column : shownColumn(column, rows)))
    .filter((column) => column !== undefined);
}

function tooFewRows({ source, rows, columns }: Table): UserError {
  const hasHeader = rows === 0 && columns.length > 0 && columns.every(({ kind }) => kind !== 'vector');
  const header = hasHeader
    ? ` (a header of ${columns.length} ${columns.length === 1 ? 'column' : 'columns'})`
    : '';
  const found = `${rows} ${rows === 1 ? 'row' : 'rows'}${header}`;
  return new UserError(`${source}: found ${found}; at least ${fewestRows} are required.`);
}

/** Why columns of a table with too few features are not among them. */
function alsoShown({ shown }: Selection): string {
  const names = listNames(shown.map(({ name }) => name));
  return shown.length === 0 ? '' : ` Text and dates are only shown: ${names}.`;
}

function noFeatures({ source }: Table, { shown, notes, advice }: Selection): UserError {
  const isDate = (column: TableColumn) => column.kind === 'text' && areDates(column.values);
  const kinds = [
    ['text', shown.filter((column) => !isDate(column))],
    ['dates', shown.filter(isDate)],
  ] as const;
  const found = kinds
    .filter(([, columns]) => columns.length > 0)
    .map(([kind, columns]) => `${kind}: ${listNames(columns.map(({ name }) => name))}`);
  const why =
    found.length === 0
      ? 'no columns are left to learn from'
      : `no column holds numbers (${found.join('; ')})`;
  const leftOut = found.length === 0 ? notes.map((note) => ` ${note}`).join('') : advice;
  return new UserError(`${source}: ${why}; at least 2 are required.${leftOut}`);
}
