import type { DatasetDescription } from '@latentscape/pipeline';
import { fetchBuffer, fetchJson } from '../api.js';
import { parseNpy } from '../data/npy.js';
import { h } from '../dom.js';
import type { LiveReconstructions } from '../state/live.js';
import { drawPixels } from './picture.js';
import { createProfile } from './profile.js';

export interface LiveReconstructionRows {
  readonly element: HTMLElement;
  /** Draws what the autoencoder made of some rows lately; the same edition only once. */
  show(run: string, reconstructions: LiveReconstructions): void;
  clear(): void;
}

/** Some rows above what the autoencoder makes of them by now: pictures, or the profiles of their features. */
export function createLiveReconstructions(): LiveReconstructionRows {
  const title = h('h3', {}, 'Reconstructions');
  const rows = h('div', { class: 'live-rows' });
  const element = h('section', { class: 'live-reconstructions', hidden: true }, title, rows);
  let shown: string | undefined;
  let dataset:
    | { readonly run: string; readonly description: Promise<DatasetDescription | undefined> }
    | undefined;

  async function draw(run: string, { path, epoch }: LiveReconstructions): Promise<void> {
    if (dataset?.run !== run)
      dataset = { run, description: fetchJson<DatasetDescription>(run, 'dataset/dataset.json') };
    const [description, buffer] = await Promise.all([dataset.description, fetchBuffer(run, path)]);
    if (!buffer || dataset?.run !== run) return;
    const { values, shape } = parseNpy(buffer);
    const [count, columns] = [shape[0] / 2, shape[1]];
    const row = (index: number) => Float32Array.from(values.subarray(index * columns, (index + 1) * columns));
    const image = description?.image;
    element.hidden = false;
    title.textContent = `Reconstructions${epoch === undefined ? '' : `, epoch ${epoch}`}`;
    rows.classList.toggle('is-pictures', image !== undefined);
    rows.replaceChildren(
      ...Array.from({ length: count }, (_, index) =>
        image
          ? h(
              'div',
              {},
              picture(row(index), image, 'Original'),
              picture(row(count + index), image, 'Reconstruction'),
            )
          : createProfile(row(index), row(count + index), description?.featureNames),
      ),
    );
  }

  return {
    element,
    show(run, reconstructions) {
      const key = JSON.stringify([run, reconstructions.edition]);
      if (key === shown) return;
      shown = key;
      // What cannot be had now is followed by another edition, or by the finished run.
      draw(run, reconstructions).catch(() => {});
    },
    clear() {
      shown = dataset = undefined;
      element.hidden = true;
    },
  };
}

function picture(
  values: Float32Array,
  image: NonNullable<DatasetDescription['image']>,
  label: string,
): HTMLCanvasElement {
  const canvas = h('canvas', { class: 'thumbnail', role: 'img', 'aria-label': label });
  drawPixels(canvas, values, image);
  return canvas;
}
