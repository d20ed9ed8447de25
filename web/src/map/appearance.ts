import type { BitSet } from 'arquero';
import { type Colouring, paint } from '../colour/colouring.js';
import { chunkwise, type Steps } from '../slices.js';
import type { LegendFilter } from '../state/app-state.js';
import { emphasis } from './emphasis.js';

export interface Scene {
  readonly colouring: Colouring;
  readonly legendFilter: LegendFilter | undefined;
  readonly focusedGroup: number | undefined;
  /** Undefined when nothing is selected. */
  readonly selected: BitSet | undefined;
}

/** Whether the legend lets a row through. */
export function isVisible(colouring: Colouring, filter: LegendFilter | undefined, row: number): boolean {
  if (filter?.kind === 'groups')
    return colouring.kind !== 'category' || filter.shown.has(colouring.groupOf[row]);
  if (filter?.kind === 'range' && colouring.kind === 'number') {
    const value = colouring.column.values[row];
    return value >= filter.low && value <= filter.high;
  }
  return true;
}

/** The bytes that the point renderer draws from: red, green, blue, emphasis. */
export function* appearanceOf(rows: number, scene: Scene): Steps<Uint8Array> {
  const { colouring, legendFilter, focusedGroup, selected } = scene;
  const groupOf = focusedGroup !== undefined && colouring.kind === 'category' && colouring.groupOf;
  const pixels = new Uint32Array(rows);
  const rgba = new Uint8Array(pixels.buffer);
  yield* chunkwise(rows, (from, to) => {
    paint(colouring, pixels, emphasis.normal, from, to);
    if (groupOf) {
      for (let row = from; row < to; row++)
        if (groupOf[row] !== focusedGroup) rgba[row * 4 + 3] = emphasis.dim;
    } else if (selected)
      for (let row = from; row < to; row++) if (!selected.get(row)) rgba[row * 4 + 3] = emphasis.dim;
    if (legendFilter)
      for (let row = from; row < to; row++)
        if (!isVisible(colouring, legendFilter, row)) rgba[row * 4 + 3] = emphasis.hidden;
  });
  return rgba;
}
