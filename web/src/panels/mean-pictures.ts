import type { Table } from 'arquero';
import { meanPicture } from '../data/mean-picture.js';
import { rowsOutside } from '../data/selection.js';
import type { Thumbnails } from '../data/thumbnails.js';
import { h } from '../dom.js';
import { rest } from '../slices.js';
import { createPicture, drawPixels } from './picture.js';

/** Colours of a difference, on black: brighter in the selection, brighter in the rest. */
const more = [0.36, 0.66, 1] as const;
const less = [1, 0.6, 0.16] as const;

/** The mean picture of the selection, that of all other rows, and where the two differ. */
export function createMeanPictures(thumbnails: Thumbnails, picked: Table, signal: AbortSignal): HTMLElement {
  const shape = { width: thumbnails.width, height: thumbnails.height, channels: 3 } as const;
  const these = createPicture('Mean of these');
  const others = createPicture('Mean of the rest');
  const difference = createPicture('Difference');

  for (const { canvas } of [these, others, difference]) Object.assign(canvas, shape);

  async function draw(canvas: HTMLCanvasElement, rows: Uint32Array): Promise<Float32Array | undefined> {
    const mean = await meanPicture(thumbnails, rows, signal);
    if (!mean) return undefined;
    drawPixels(canvas, mean.values, shape);
    const sampled = mean.count < rows.length ? `an even sample of ${mean.count}` : `all ${mean.count}`;
    canvas.title = `Mean of ${sampled} of ${rows.length.toLocaleString('en')} rows`;
    return mean.values;
  }

  async function compare(): Promise<void> {
    await rest(); // the other half of the panel is a task of its own
    if (signal.aborted) return;
    const a = await draw(these.canvas, picked.indices() as Uint32Array);
    const b = await draw(others.canvas, rowsOutside(picked.mask()));
    if (!a || !b) return;
    drawPixels(difference.canvas, differenceOf(a, b), shape);
    difference.canvas.title = 'Blue where the selection is brighter, orange where the rest is';
  }
  void compare();
  return h('div', { class: 'pictures' }, these.element, others.element, difference.element);
}

/** Blue where `a` is brighter than `b`, orange where it is darker, as strong as the largest difference allows. */
function differenceOf(a: Float32Array, b: Float32Array): Float32Array {
  const differences = Float32Array.from({ length: a.length / 3 }, (_, pixel) => {
    const at = 3 * pixel;
    return (a[at] + a[at + 1] + a[at + 2] - b[at] - b[at + 1] - b[at + 2]) / 3;
  });
  const greatest = differences.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return a.map((_, i) => {
    const share = differences[Math.floor(i / 3)] / greatest;
    return share > 0 ? share * more[i % 3] : -share * less[i % 3];
  });
}
