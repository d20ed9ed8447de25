import type { Measure, Sweep, SweepMap } from './sweep-data.js';

/** How the maps are ordered: by a measure, or, without one, as they were made. */
export interface Order {
  readonly measure?: Measure;
  readonly worstFirst: boolean;
}

/** The maps in that order; those of which the measure cannot be said come last, equal ones as they were made. */
export function ordered({ maps }: Sweep, { measure, worstFirst }: Order): readonly SweepMap[] {
  if (!measure) return worstFirst ? maps.toReversed() : maps;
  const sign = (measure.better === 'more') === worstFirst ? 1 : -1;
  const of = ({ measured }: SweepMap) => measured[measure.key];
  return maps.toSorted((a, b) => {
    const [left, right] = [of(a), of(b)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    return sign * (left - right);
  });
}

/** The best value of a measure; undefined where no map has one, or all have the same. */
export function bestOf({ maps }: Sweep, { key, better }: Measure): number | undefined {
  const values = maps.map(({ measured }) => measured[key]).filter((value) => value !== undefined);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length < 2 || least === most) return undefined;
  return better === 'more' ? most : least;
}

/** The order that an address asks for: `?sort=recall`, `?sort=-recall` for the worst first, `?sort=made`. */
export function orderFromAddress(search: string, measures: readonly Measure[]): Order {
  const asked = new URLSearchParams(search).get('sort') ?? measures[0]?.key ?? 'made';
  const key = asked.replace(/^-/, '');
  return { measure: measures.find((measure) => measure.key === key), worstFirst: asked.startsWith('-') };
}

/** What `orderFromAddress` reads back. */
export function orderForAddress({ measure, worstFirst }: Order): string {
  return `${worstFirst ? '-' : ''}${measure?.key ?? 'made'}`;
}
