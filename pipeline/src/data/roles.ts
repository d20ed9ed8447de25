import { UserError } from '../errors.js';
import type { DataOptions } from './options.js';

/** What a column is for. `feature` holds only if its values turn out to be numbers, vectors or few categories. */
export type Role = 'feature' | 'label' | 'id' | 'metadata' | 'dropped';

/** Decides the role of each column from its name; readers use it to know which numbers to put into the matrix. */
export interface Plan {
  (names: readonly string[], source: string): Role[];
  /** What it decides by: the same plan can be made of them in another thread. */
  readonly options: DataOptions;
  readonly scope: Scope;
}

/** What is wanted of a file: all columns; only that of the labels, as metadata; or only how many rows there are. */
export type Scope = 'all' | 'label' | 'rows';

const labelNames = ['label', 'labels', 'class', 'target', 'species', 'category', 'y'];
const idNames = [
  'id',
  '_id',
  'uid',
  'uuid',
  'guid',
  'index',
  'key',
  'row',
  'unnamed: 0',
  'row name',
  '__index_level_0__',
];
/** As in customer_id, user id, PassengerId or CustomerID, but not in humid or COVID. */
const idEndings = [/[ _.-]id$/i, /[a-z0-9](Id|ID)$/];

/**
 * The plan that the options and the customary names of columns give.
 *
 * @throws UserError from the plan, when an option names a column that is not there
 */
export function planRoles(options: DataOptions, scope: Scope = 'all'): Plan {
  const plan = (names: readonly string[], source: string) => {
    if (scope === 'all') refuseUnknown(names, source, options);
    const roles = assignRoles(names, options);
    if (scope === 'all') return roles;
    return roles.map((role) => (role === 'label' && scope === 'label' ? 'metadata' : 'dropped'));
  };
  return Object.assign(plan, { options, scope });
}

/** What each column is for; unlike the plan, this also serves when dropped columns are gone already. */
export function assignRoles(names: readonly string[], options: DataOptions): Role[] {
  const kept = names.filter((name) => !options.drop?.includes(name));
  const label = options.label ?? findLabel(kept);
  const isFeature = (name: string) => options.features?.includes(name) === true;
  const id = options.id ?? findId(kept.filter((name) => name !== label && !isFeature(name)));
  return names.map((name) => {
    if (options.drop?.includes(name)) return 'dropped';
    if (name === id && name !== options.label) return 'id';
    // With labels from a second file, what looks like a label here is only shown.
    if (name === label && !isFeature(name)) return options.labels ? 'metadata' : 'label';
    if (options.show?.includes(name)) return 'metadata';
    if (isFeature(name)) return 'feature';
    return options.features || isNamedLikeId(name) ? 'metadata' : 'feature';
  });
}

function findId(names: readonly string[]): string | undefined {
  return names.find((name) => idNames.includes(name.toLowerCase())) ?? names.find(isNamedLikeId);
}

/** Whether a column's name says that it points at something: its numbers are no quantities. */
export function isNamedLikeId(name: string): boolean {
  return idEndings.some((ending) => ending.test(name));
}

function findLabel(names: readonly string[]): string | undefined {
  const byLowerCase = new Map(names.map((name) => [name.toLowerCase(), name]));
  // Beside x and other columns, y is a coordinate; x and y alone are features and labels.
  const coordinate = names.includes('x') && names.length > 2;
  const candidates = coordinate ? labelNames.filter((name) => name !== 'y') : labelNames;
  return candidates.map((name) => byLowerCase.get(name)).find((name) => name !== undefined);
}

function refuseUnknown(names: readonly string[], source: string, options: DataOptions): void {
  const { label, id, features = [], drop = [], show = [] } = options;
  const wanted = {
    label: label === undefined ? [] : [label],
    id: id === undefined ? [] : [id],
    features,
    drop,
    show,
  };
  for (const [option, columns] of Object.entries(wanted)) {
    const unknown = columns.find((column) => !names.includes(column));
    if (unknown !== undefined) {
      throw new UserError(
        `${source}: there is no column "${unknown}" (--${option}). The columns are: ${listNames(names)}.`,
      );
    }
  }
}

/**
 * Options, and the map's columns, tell columns apart by their names.
 *
 * @throws UserError naming the first name that is there twice
 */
export function refuseRepeated(names: readonly string[], place: string): void {
  const seen = new Map<string, number>();
  names.forEach((name, i) => {
    const before = seen.get(name);
    if (before !== undefined) {
      throw new UserError(
        `${place}: the column name "${name}" appears twice (columns ${before + 1} and ${i + 1}). Rename one.`,
      );
    }
    seen.set(name, i);
  });
}

/** Names for a message: all of a few, the first ones of many. */
export function listNames(names: readonly string[], most = 8): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${(names.length - most).toLocaleString('en')} more` : shown;
}
