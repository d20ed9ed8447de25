import type { Scaling } from './scaling.js';

/** What a user can say about their data. Nothing has to be said: what is left out is decided by looking at the table. */
export interface DataOptions {
  /** The column that colours the map. */
  readonly label?: string;
  /** The column that names the rows. */
  readonly id?: string;
  /** Learn from these columns only. */
  readonly features?: readonly string[];
  /** Leave these columns out altogether. */
  readonly drop?: readonly string[];
  /** Show these columns on the map, but do not learn from them. */
  readonly show?: readonly string[];
  /** A second file whose rows are the labels. */
  readonly labels?: string;
  /** A second file whose columns are shown on the map. */
  readonly metadata?: string;
  /** What to do with missing numbers. */
  readonly missing?: 'median' | 'drop' | 'error';
  /** Further spellings of a missing value, such as `-999`. */
  readonly na?: readonly string[];
  /** Text columns with at most this many different values are learned from, one 0/1 feature a value; 0 for none. */
  readonly oneHot?: number;
  /** How values are scaled. */
  readonly scaling?: 'auto' | Scaling['rule'];
  /** Separates the values of a CSV file; found by looking where not given. */
  readonly delimiter?: string;
  /** Whether the first line of a CSV file holds the names; found by looking where not given. */
  readonly header?: boolean;
  /** Rows are images of this width and height, such as `28x28`. */
  readonly image?: string;
  /** Share of the rows that is held out from training. */
  readonly holdOut?: number;
  /** Keep this many rows, drawn at random. */
  readonly sample?: number;
  /** Draw the sample from each label in proportion to its share. */
  readonly stratify?: boolean;
  /** Seed of everything random in ingest. */
  readonly seed?: number;
}

export const dataDefaults = {
  missing: 'median',
  oneHot: 20,
  scaling: 'auto',
  holdOut: 0.1,
  stratify: false,
  seed: 1,
} as const satisfies DataOptions;

export type ResolvedDataOptions = DataOptions & Required<Pick<DataOptions, keyof typeof dataDefaults>>;

/** The options with defaults filled in. */
export function withDefaults(options: DataOptions): ResolvedDataOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...dataDefaults, ...Object.fromEntries(given) };
}

/** A map of fewer rows says nothing. */
export const fewestRows = 4;

/** The same options as the command line offers them: flag, help, and how the text becomes a value. */
export const dataFlags = [
  { key: 'label', flag: '--label <column>', help: 'column that colours the map' },
  { key: 'id', flag: '--id <column>', help: 'column that names the rows' },
  {
    key: 'features',
    flag: '--features <columns>',
    help: 'learn from these columns only: a,"b, c",d',
    list: true,
  },
  { key: 'drop', flag: '--drop <columns>', help: 'leave these columns out', list: true },
  {
    key: 'show',
    flag: '--show <columns>',
    help: 'show these columns, but do not learn from them',
    list: true,
  },
  { key: 'labels', flag: '--labels <file>', help: 'read the labels from a second file' },
  { key: 'metadata', flag: '--metadata <file>', help: 'read columns to show from a second file' },
  { key: 'missing', flag: '--missing <rule>', help: 'missing numbers', choices: ['median', 'drop', 'error'] },
  {
    key: 'na',
    flag: '--na <values>',
    help: 'further spellings of a missing value, such as -999',
    list: true,
  },
  {
    key: 'oneHot',
    flag: '--one-hot <n>',
    help: 'learn from text columns of at most n different values',
    bounds: { least: 0, whole: true },
  },
  {
    key: 'scaling',
    flag: '--scaling <rule>',
    help: 'how features are scaled',
    choices: ['auto', 'none', 'unit', 'standardise', 'minmax'],
  },
  { key: 'delimiter', flag: '--delimiter <character>', help: 'what separates the values of a CSV file' },
  { key: 'header', flag: '--no-header', help: 'the first line of the CSV file is data' },
  {
    key: 'image',
    flag: '--image <WxH[xC]>',
    help: 'rows are images of this size, such as 28x28 or 28x28x3; for a folder, resize to it',
  },
  {
    key: 'holdOut',
    flag: '--hold-out <share>',
    help: 'share of the rows held out from training',
    bounds: { least: 0, below: 1 },
  },
  {
    key: 'sample',
    flag: '--sample <rows>',
    help: 'keep this many rows, drawn at random',
    bounds: { least: fewestRows, whole: true },
  },
  { key: 'stratify', flag: '--stratify', help: 'draw the sample from each label in proportion' },
] as const satisfies readonly DataFlag[];

export interface DataFlag {
  readonly key: keyof DataOptions;
  /** As commander spells it. */
  readonly flag: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** The value is a list with commas between. */
  readonly list?: boolean;
  /** The value is a number within these. */
  readonly bounds?: { readonly least: number; readonly below?: number; readonly whole?: boolean };
}
