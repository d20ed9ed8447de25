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
  const rgba = new Uint8Array(rows * 4);
  paint(colouring, rgba);
  const groupOf = colouring.kind === 'category' ? colouring.groupOf : undefined;
  for (let row = 0; row < rows; row++) {
    let level: number = emphasis.normal;
    if (legendFilter && !isVisible(colouring, legendFilter, row)) level = emphasis.hidden;
    else if (focusedGroup !== undefined && groupOf)
      level = groupOf[row] === focusedGroup ? emphasis.normal : emphasis.dim;
    else if (selected && !selected[row]) level = emphasis.dim;
    rgba[row * 4 + 3] = level;
  }
  return rgba;
}
