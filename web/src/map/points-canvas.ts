import { atOnce, type Steps } from '../slices.js';
import { type Crowding, opacityOf, overlapOf } from './crowding.js';
import { dimOpacity, emphasis } from './emphasis.js';
import { type DrawOptions, drawingOrder, type PointRenderer, sizeCanvas } from './points.js';

/** Points drawn between two rests. */
const chunk = 2048;

/**
 * A renderer on a plain 2-D canvas: the same picture as WebGL's. It blends pixels itself, because browsers put off what is
 * drawn on a canvas and then do all of it at once: hundreds of milliseconds in which the page does not answer.
 *
 * @param settings Of the canvas's context.
 */
export function createCanvasPoints(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  settings?: CanvasRenderingContext2DSettings,
): PointRenderer {
  const context = canvas.getContext('2d', settings) as CanvasRenderingContext2D;
  let x = new Float32Array();
  let y = new Float32Array();
  let order: Uint32Array = new Uint32Array();
  let rgba = new Uint8Array();
  let crowding: Crowding = { levels: new Uint8Array(), cell: 1 };
  let ratio = 1;
  let image: ImageData | undefined;

  function* drawPass(
    onto: ImageData,
    which: number,
    strength: number,
    { projection, diameter, limit }: DrawOptions,
    piece: () => number,
  ): Steps<void> {
    const { scale, left, top } = projection;
    const count = Math.min(order.length, limit);
    const overlap = overlapOf(crowding.cell, scale, diameter, count / order.length);
    const opacities = Float32Array.from({ length: 256 }, (_, level) => strength * opacityOf(level, overlap));
    const radius = (diameter * ratio + 1) / 2;
    for (let from = 0; from < count; ) {
      const to = Math.min(count, from + piece());
      for (let i = from; i < to; i++) {
        const row = order[i];
        if (rgba[row * 4 + 3] !== which) continue;
        const px = ratio * (x[row] * scale + left);
        const py = ratio * (-y[row] * scale + top);
        blendDisc(onto, px, py, radius, rgba, row * 4, opacities[crowding.levels[row]]);
      }
      from = to;
      yield;
    }
  }

  function* drawSteps(options: DrawOptions, piece = () => chunk): Steps<void> {
    if (canvas.width === 0 || canvas.height === 0) return;
    image ??= new ImageData(canvas.width, canvas.height);
    image.data.fill(0);
    yield* drawPass(image, emphasis.dim, dimOpacity, options, piece);
    yield* drawPass(image, emphasis.normal, 1, options, piece);
    context.putImageData(image, 0, 0);
  }

  return {
    setPositions(newX, newY) {
      x = new Float32Array(newX);
      y = new Float32Array(newY);
      order = drawingOrder(x.length);
    },
    setAppearance(bytes) {
      rgba = new Uint8Array(bytes);
    },
    setCrowding(found) {
      crowding = found;
    },
    resize(size, pixelRatio) {
      ratio = pixelRatio;
      sizeCanvas(canvas, size, ratio);
      image = undefined;
    },
    draw: (options) => atOnce(drawSteps(options)),
    drawSteps,
    undone: () => 0,
    destroy() {
      canvas.width = canvas.height = 0;
      image = undefined;
    },
  };
}

/**
 * Lays a disc over what is there, its rim softened over a pixel, as the shader of WebGL does.
 *
 * @param rgb Red, green and blue from `at` on.
 */
function blendDisc(
  { data, width, height }: ImageData,
  px: number,
  py: number,
  radius: number,
  rgb: Uint8Array,
  at: number,
  opacity: number,
): void {
  const red = rgb[at];
  const green = rgb[at + 1];
  const blue = rgb[at + 2];
  const firstColumn = Math.max(0, Math.ceil(px - radius - 0.5));
  const lastColumn = Math.min(width - 1, Math.floor(px + radius - 0.5));
  const lastLine = Math.min(height - 1, Math.floor(py + radius - 0.5));
  for (let line = Math.max(0, Math.ceil(py - radius - 0.5)); line <= lastLine; line++) {
    const dy = line + 0.5 - py;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const dx = column + 0.5 - px;
      const inside = radius - Math.sqrt(dx * dx + dy * dy);
      if (inside <= 0) continue;
      const alpha = opacity * Math.min(1, inside);
      const to = (line * width + column) * 4;
      // What is there already shines through: colours of an ImageData are not multiplied by their opacity.
      const under = (data[to + 3] / 255) * (1 - alpha);
      const total = alpha + under;
      const share = alpha / total;
      data[to] += share * (red - data[to]);
      data[to + 1] += share * (green - data[to + 1]);
      data[to + 2] += share * (blue - data[to + 2]);
      data[to + 3] = 255 * total;
    }
  }
}
