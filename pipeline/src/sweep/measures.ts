/** What a map is judged by, all of it from the original features to the map, so that baselines compare. */
export const measures = [
  {
    key: 'labelAccuracy',
    title: 'label accuracy',
    better: 'more',
    meaning: "share of points whose 10 nearest on the map, by majority, carry the point's own label",
  },
  {
    key: 'trustworthiness',
    title: 'trustworthiness',
    better: 'more',
    meaning: 'are the 10 nearest on the map near in the data? 1 is perfect, 0.5 about chance',
  },
  {
    key: 'continuity',
    title: 'continuity',
    better: 'more',
    meaning: 'do the 10 nearest in the data stay near on the map? 1 is perfect, 0.5 about chance',
  },
  {
    key: 'recall',
    title: 'neighbours kept',
    better: 'more',
    meaning: 'share of the 10 nearest in the data that are among the 10 nearest on the map',
  },
  {
    key: 'rnxArea',
    title: 'R_NX area',
    better: 'more',
    meaning:
      'neighbourhoods of every size kept beyond chance, small ones counting most; 0 is chance, 1 perfect',
  },
  {
    key: 'distanceCorrelation',
    title: 'distances',
    better: 'more',
    meaning: 'rank correlation of the distances in the data and on the map',
  },
  {
    key: 'silhouette',
    title: 'silhouette',
    better: 'more',
    meaning: 'how far apart the labels lie on the map; 0 is overlapping, 1 far apart',
  },
  {
    key: 'agreement',
    title: 'same neighbours',
    better: 'more',
    meaning: 'share of the 10 nearest on the map that two seeds have in common',
  },
  {
    key: 'procrustes',
    title: 'Procrustes',
    better: 'less',
    meaning: 'how far the maps of two seeds differ after turning and scaling; 0 is the same shape',
  },
] as const;

export type MeasureKey = (typeof measures)[number]['key'];

/** The measures of one map, or means over the maps of several seeds; absent is what cannot be said. */
export type Measured = { readonly [Key in MeasureKey]?: number };

/** One line of the comparison. */
export interface SweepRow {
  /** The setting (`sparse, perplexity 30`) or the baseline's name. */
  readonly name: string;
  readonly kind: 'run' | 'baseline';
  /** Names of the runs, one a seed; none for a baseline. */
  readonly runs: readonly string[];
  readonly measured: Measured;
}

/** @returns for each measure the rows that have its best value */
export function bestRows(rows: readonly SweepRow[]): ReadonlyMap<MeasureKey, ReadonlySet<SweepRow>> {
  return new Map(
    measures.map(({ key, better }) => {
      const known = rows.filter(({ measured }) => measured[key] !== undefined);
      const values = known.map(({ measured }) => measured[key]!);
      const best = better === 'more' ? Math.max(...values) : Math.min(...values);
      return [key, new Set(known.filter(({ measured }) => measured[key] === best))];
    }),
  );
}

/** The mean of each measure over several maps; a measure that one of them lacks is left out. */
export function meanOf(all: readonly Measured[]): Measured {
  const entries = measures.map(({ key }) => [
    key,
    all.reduce((sum, measured) => sum + (measured[key] ?? Number.NaN), 0) / all.length,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => !Number.isNaN(value)));
}
