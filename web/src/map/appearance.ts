import { type Colouring, paint } from '../colour/colouring.js';
import type { LegendFilter } from '../state/app-state.js';
import { emphasis } from './points.js';

export interface Scene {
  readonly colouring: Colouring;
  readonly legendFilter: LegendFilter | undefined;
  readonly focusedGroup: number | undefined;
  /** One byte a row, 1 = selected; undefined when nothing is selected. */
  readonly selected: Uint8Array | undefined;
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
export function appearanceOf(
  rows: number,
  { colouring, legendFilter, focusedGroup, selected }: Scene,
): Uint8Array {
  const pixels = new Uint32Array(rows);
  const rgba = new Uint8Array(pixels.buffer);
  paint(colouring, pixels, emphasis.normal);
  if (focusedGroup !== undefined && colouring.kind === 'category') {
    const { groupOf } = colouring;
    for (let row = 0; row < rows; row++) if (groupOf[row] !== focusedGroup) rgba[row * 4 + 3] = emphasis.dim;
  } else if (selected)
    for (let row = 0; row < rows; row++) if (!selected[row]) rgba[row * 4 + 3] = emphasis.dim;
  if (legendFilter)
    for (let row = 0; row < rows; row++)
      if (!isVisible(colouring, legendFilter, row)) rgba[row * 4 + 3] = emphasis.hidden;
  return rgba;
}
