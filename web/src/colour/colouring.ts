import { interpolateViridis, rgb } from 'd3';
import type { CategoryColumn, Column, NumberColumn } from '../data/table.js';
import { atOnce, chunkwise, type Steps } from '../slices.js';
import { type NumberScale, numberScale } from './number-scale.js';
import { categoryColours, type Ground, maxColours, otherRgb, type Rgb } from './palette.js';

/** A legend entry: one category, or everything that has no colour of its own. */
export interface ColourGroup {
  /** One category, the many small ones together, or the rows without a value. */
  readonly kind: 'category' | 'others' | 'missing';
  readonly name: string;
  readonly colour: Rgb;
  readonly count: number;
}

/** Colour by category: every row belongs to one group. */
export interface CategoryColouring {
  readonly kind: 'category';
  readonly column: CategoryColumn;
  readonly groups: readonly ColourGroup[];
  /** The group of each row. */
  readonly groupOf: Uint16Array;
}

/** Colour by number: a ramp between the two ends of a scale. */
export interface NumberColouring {
  readonly kind: 'number';
  readonly column: NumberColumn;
  readonly scale: NumberScale;
  readonly ramp: readonly Rgb[];
  readonly missing: Rgb;
}

/** All points in one colour: the run has no column to colour by. */
export interface PlainColouring {
  readonly kind: 'plain';
  readonly colour: Rgb;
}

export type Colouring = CategoryColouring | NumberColouring | PlainColouring;

export function createColouring(column: Column | undefined, ground: Ground): Colouring {
  if (column?.kind === 'category') return colourByCategory(column, ground);
  if (column?.kind === 'number') return colourByNumber(column, ground);
  return { kind: 'plain', colour: categoryColours(1, ground)[0] };
}

/**
 * Writes the colours of rows into `pixels`, packed as `packRgb` does. One look-up a row: a million take a few
 * milliseconds.
 *
 * @param fourth The fourth byte of each.
 * @param from The first row.
 * @param to The row after the last.
 */
export function paint(
  colouring: Colouring,
  pixels: Uint32Array,
  fourth: number,
  from = 0,
  to = pixels.length,
): void {
  if (colouring.kind === 'plain') pixels.fill(packRgb(colouring.colour, fourth), from, to);
  else if (colouring.kind === 'category') {
    const { groups, groupOf } = colouring;
    const packed = Uint32Array.from(groups, ({ colour }) => packRgb(colour, fourth));
    for (let row = from; row < to; row++) pixels[row] = packed[groupOf[row]];
  } else {
    const { ramp, missing } = colouring;
    const packed = Uint32Array.from([...ramp, missing], (colour) => packRgb(colour, fourth));
    for (let row = from; row < to; row++) pixels[row] = packed[stepOf(colouring, row)];
  }
}

/** Four bytes as one number, red first in memory (every processor that runs browsers is little-endian). */
export function packRgb([red, green, blue]: Rgb, fourth: number): number {
  return (red | (green << 8) | (blue << 16) | (fourth << 24)) >>> 0;
}

/** The colour of one row. */
export function rgbOf(colouring: Colouring, row: number): Rgb {
  if (colouring.kind === 'category') return colouring.groups[colouring.groupOf[row]].colour;
  if (colouring.kind === 'plain') return colouring.colour;
  return colouring.ramp[stepOf(colouring, row)] ?? colouring.missing;
}

/** The step of the ramp that a row is on; the number of steps where its value is missing. */
function stepOf({ column, scale, ramp }: NumberColouring, row: number): number {
  const value = column.values[row];
  if (Number.isNaN(value)) return ramp.length;
  const share = scale.high > scale.low ? scale.shareOf(value) : 0.5;
  return Math.max(0, Math.min(ramp.length - 1, Math.floor(share * ramp.length)));
}

function colourByCategory(column: CategoryColumn, ground: Ground): CategoryColouring {
  const grouping = groupingOf(column);
  const named = grouping.groups.filter(({ kind }) => kind === 'category');
  const colours = categoryColours(named.length, ground);
  const groups = grouping.groups.map((group, i) => ({
    ...group,
    colour: group.kind === 'category' ? colours[i] : otherRgb(ground),
  }));
  return { kind: 'category', column, groups, groupOf: grouping.groupOf };
}

interface Grouping {
  readonly groups: readonly Omit<ColourGroup, 'colour'>[];
  readonly groupOf: Uint16Array;
}

/** A column is grouped once, however often the ground changes. */
const groupings = new WeakMap<CategoryColumn, Grouping>();

function groupingOf(column: CategoryColumn): Grouping {
  return groupings.get(column) ?? atOnce(findGrouping(column));
}

/** Finds in slices what colouring by a column begins with, and keeps it. */
export function* findGrouping(column: CategoryColumn): Steps<Grouping> {
  const known = groupings.get(column);
  if (known) return known;
  const { codes, categories } = column;
  const counts = new Uint32Array(categories.length);
  let missing = 0;
  yield* chunkwise(codes.length, (from, to) => {
    for (let row = from; row < to; row++) {
      if (codes[row] < 0) missing++;
      else counts[codes[row]]++;
    }
  });
  const shown = largestCategories(counts);
  const groups: Omit<ColourGroup, 'colour'>[] = shown.map((code) => ({
    kind: 'category',
    name: categories[code],
    count: counts[code],
  }));
  const groupOfCode = new Uint16Array(categories.length).fill(shown.length);
  for (const [group, code] of shown.entries()) groupOfCode[code] = group;
  const others = codes.length - missing - groups.reduce((sum, { count }) => sum + count, 0);
  if (others > 0)
    groups.push({ kind: 'others', name: `${categories.length - shown.length} others`, count: others });
  const groupOfMissing = groups.length;
  if (missing > 0) groups.push({ kind: 'missing', name: 'no value', count: missing });
  const groupOf = new Uint16Array(codes.length);
  yield* chunkwise(codes.length, (from, to) => {
    for (let row = from; row < to; row++)
      groupOf[row] = codes[row] < 0 ? groupOfMissing : groupOfCode[codes[row]];
  });
  const grouping = { groups, groupOf };
  groupings.set(column, grouping);
  return grouping;
}

/** The codes that get a colour: all of them when they are few, else the most frequent, in their own order. */
function largestCategories(counts: Uint32Array): readonly number[] {
  const codes = Array.from(counts.keys());
  if (codes.length <= maxColours) return codes;
  return codes
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, maxColours)
    .sort((a, b) => a - b);
}

const rampSteps = 256;

function colourByNumber(column: NumberColumn, ground: Ground): NumberColouring {
  const ramp = numberRamp(ground);
  return {
    kind: 'number',
    column,
    scale: numberScale(column.values, column.dates !== undefined),
    ramp: column.isSmallNotable ? ramp.toReversed() : ramp,
    missing: otherRgb(ground),
  };
}

const ramps = new Map<Ground, readonly Rgb[]>();

/** Viridis, turned so that larger values always stand out more from the ground, and short of the end that fades into it. */
function numberRamp(ground: Ground): readonly Rgb[] {
  const ramp = ramps.get(ground) ?? Array.from({ length: rampSteps }, (_, step) => rampColour(step, ground));
  ramps.set(ground, ramp);
  return ramp;
}

function rampColour(step: number, ground: Ground): Rgb {
  const share = step / (rampSteps - 1);
  const { r, g, b } = rgb(interpolateViridis(ground === 'dark' ? 0.12 + 0.88 * share : 0.92 * (1 - share)));
  return [r, g, b];
}
