import type { CategoryColouring, Colouring } from '../colour/colouring.js';
import type { MapTable } from '../data/table.js';
import { s } from '../dom.js';
import { chunkwise, inSlices, type Steps } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { toPixels } from './camera.js';
import { cells, cellsAround, createCells, heartOf, keepOwnPlaces } from './cluster-hearts.js';
import type { Frame, MapView } from './map-view.js';

/** Beyond this many groups, names on the map would only hide it. */
const maxLabels = 40;
/** A group that has a smaller share of its points at its heart is scattered among others, and leads there by chance. */
const leastShare = 0.01;
/** The mean place of so many rows is a good place. */
const mostMembers = 4096;
const lineHeight = 26;
/** Long names are cut to this many characters on the map; the legend has them whole. */
const maxCharacters = 28;

interface ClusterLabel {
  readonly text: string;
  /** Made once: frames only move it. */
  readonly element: SVGTextElement;
  /** Half of what it takes across, in pixels, with some room. */
  readonly half: number;
  readonly group: number;
  readonly count: number;
  /**
   * Rows at its heart, at most a few thousand of them, whose mean place is the label's: it goes with them when an animation
   * moves the points.
   */
  readonly members: Uint32Array;
}

const noGroups = { groupOf: new Uint16Array() };

type Place = readonly [x: number, y: number];

/**
 * Names each group where its points are densest among the places that are its own: where it has as many points as any
 * other. A group without such a place, or with next to nothing there, has no name on the map, which would stand among the
 * points of others; the legend has it. Larger groups come first; a label that would touch one is left out.
 */
export function createClusterLabels(map: MapView, store: AppStore): SVGSVGElement {
  const root = s('svg', { class: 'map-labels', 'aria-hidden': 'true' });
  let labels: readonly ClusterLabel[] = [];
  /** Where the labels belong, and the table for which that was found. */
  let centres = new Map<ClusterLabel, Place>();
  let centredFor: MapTable | undefined;

  /** Places the labels after the points have got their colours. The ground they stand on moves none of them. */
  let placedFor: Pick<CategoryColouring, 'groupOf'> & Partial<Pick<MapTable, 'x'>> = noGroups;
  store.watch(['colouring', 'run'], ({ run, colouring }) => {
    const wanted = run && colouring.kind === 'category' ? { x: run.table.x, ...colouring } : noGroups;
    if (wanted.groupOf === placedFor.groupOf && 'x' in wanted && wanted.x === placedFor.x) return;
    placedFor = wanted;
    void place(run?.table, colouring, () => placedFor === wanted);
  });

  async function place(table: MapTable | undefined, colouring: Colouring, isLatest: () => boolean) {
    await new Promise((resolve) => setTimeout(resolve));
    if (!isLatest()) return;
    const placed =
      table && colouring.kind === 'category' ? await inSlices(placeLabels(table, colouring), isLatest) : [];
    if (!placed || !isLatest()) return;
    labels = placed;
    centredFor = undefined;
    const frame = map.frame();
    if (frame) draw(frame);
  }

  function draw(frame: Frame): void {
    const { colouring, legendFilter, showLabels } = store.state;
    if (centredFor !== frame.table)
      centres = new Map(labels.map((label) => [label, centreOf(frame.table, label)]));
    centredFor = frame.table;
    const isShown = ({ group }: ClusterLabel) =>
      legendFilter?.kind !== 'groups' || legendFilter.shown.has(group);
    const shown = showLabels && colouring.kind === 'category' ? labels.filter(isShown) : [];
    const placed = withoutCollisions(shown, centres, frame);
    for (const { label, px, py } of placed) {
      label.element.setAttribute('x', String(px));
      label.element.setAttribute('y', String(py));
    }
    const isSame = placed.length === root.childElementCount;
    if (!isSame || placed.some(({ label }, i) => root.children[i] !== label.element))
      root.replaceChildren(...placed.map(({ label }) => label.element));
  }
  map.onFrame(draw);
  return root;
}

function withoutCollisions(
  labels: readonly ClusterLabel[],
  centres: ReadonlyMap<ClusterLabel, Place>,
  { projection, size }: Frame,
) {
  const placed: { label: ClusterLabel; px: number; py: number; half: number }[] = [];
  for (const label of labels) {
    const [px, py] = toPixels(projection, ...centres.get(label)!);
    const { half } = label;
    if (px < half || py < lineHeight || px > size.width - half || py > size.height - lineHeight) continue;
    const collides = placed.some(
      (other) => Math.abs(px - other.px) < half + other.half && Math.abs(py - other.py) < lineHeight,
    );
    if (!collides) placed.push({ label, px, py, half });
  }
  return placed;
}

/** Groups by falling size, with the points around each one's heart. */
function* placeLabels(
  table: MapTable,
  { groups, groupOf, column }: CategoryColouring,
): Steps<readonly ClusterLabel[]> {
  if (groups.length > maxLabels) return [];
  const { x, y, rows } = table;
  const cellOf = createCells(x, y);
  const counts = new Uint32Array(groups.length * cells);
  yield* chunkwise(rows, (from, to) => {
    for (let row = from; row < to; row++) counts[groupOf[row] * cells + cellOf(row)]++;
  });

  const isOwn = yield* keepOwnPlaces(counts, groups.length);
  /** For each group, one byte a cell: 1 where it is at the group's heart; and how many rows are. */
  const near = new Uint8Array(groups.length * cells);
  const found = new Uint32Array(groups.length);
  for (const [group] of groups.entries()) {
    const part = [group * cells, (group + 1) * cells] as const;
    const heart = heartOf(counts.subarray(...part), isOwn.subarray(...part));
    for (const cell of cellsAround(heart.cell, heart.reach)) {
      const at = group * cells + cell;
      near[at] = Math.min(1, counts[at]);
      found[group] += counts[at];
    }
    yield;
  }
  const strides = found.map((count) => Math.ceil(count / mostMembers));
  const members = Array.from(found, (count, group) => new Uint32Array(Math.ceil(count / strides[group])));
  const seen = new Uint32Array(groups.length);
  yield* chunkwise(rows, (from, to) => {
    for (let row = from; row < to; row++) {
      const group = groupOf[row];
      if (near[group * cells + cellOf(row)] === 0) continue;
      const nth = seen[group]++;
      if (nth % strides[group] === 0) members[group][nth / strides[group]] = row;
    }
  });
  return groups
    .map(({ name, count }, group) => {
      const text = shorten(name);
      const element = s('text', { class: 'cluster-label', dy: '0.35em' }, text);
      return { text, element, half: widthOf(text) / 2 + 6, group, count, members: members[group] };
    })
    .filter(({ group, count }) => found[group] > leastShare * count && group < column.categories.length)
    .sort((a, b) => b.count - a.count);
}

function centreOf({ x, y }: MapTable, { members }: ClusterLabel): Place {
  return [meanOf(x, members), meanOf(y, members)];
}

function meanOf(values: Float32Array, rows: Uint32Array): number {
  let sum = 0;
  for (const row of rows) sum += values[row];
  return sum / rows.length;
}

let ruler: CanvasRenderingContext2D | undefined;

/** Letters differ: a wide script takes twice the room of a narrow one. */
function widthOf(text: string): number {
  ruler ??= document.createElement('canvas').getContext('2d')!;
  ruler.font = `680 16px ${getComputedStyle(document.documentElement).getPropertyValue('--font')}`;
  return ruler.measureText(text).width;
}

function shorten(name: string): string {
  const characters = [...name.replace(/\s+/g, ' ').trim()];
  return characters.length > maxCharacters
    ? `${characters.slice(0, maxCharacters - 1).join('')}…`
    : characters.join('');
}
