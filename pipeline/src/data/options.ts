/** What a user can say about their data; everything has a default. */
export interface DataOptions {
  /** Keep this many rows, drawn at random with `seed`. Default: all. */
  readonly sample?: number;
  /** Draw the sample from each label in proportion to its share. Default: false. */
  readonly stratify?: boolean;
  /** Seed of everything random in ingest. Default: 1. */
  readonly seed?: number;
}

const defaults = { stratify: false, seed: 1 };

/** The options with defaults filled in. */
export function withDefaults(options: DataOptions): DataOptions & typeof defaults {
  return { ...defaults, ...options };
}
