import { atOnce, chunkwise, type Steps } from '../slices.js';
import { type Crowding, opacityOf, overlapOf } from './crowding.js';
import { type DrawOptions, dimOpacity, drawingOrder, emphasis, type PointRenderer } from './points.js';

/** Points drawn between two rests. */
const chunk = 4096;

/** A renderer on a plain 2-D canvas: slower, the same picture. */
export function createCanvasPoints(canvas: HTMLCanvasElement): PointRenderer & {
  /** Draws so that other work may come between. */
  drawSteps(options: DrawOptions): Steps<void>;
} {
  const context = canvas.getContext('2d')!;
  let x = new Float32Array();
  let y = new Float32Array();
  let order: Uint32Array = new Uint32Array();
  let rgba = new Uint8Array();
  let crowding: Crowding = { levels: new Uint8Array(), cell: 1 };
  let ratio = 1;

  function* drawPass(which: number, strength: number, options: DrawOptions): Steps<void> {
    const { projection, size, diameter, limit } = options;
    const { scale, left, top } = projection;
    const radius = diameter / 2;
    const count = Math.min(order.length, limit);
    const overlap = overlapOf(crowding.cell, scale, diameter, count / order.length);
    const opacities = Float32Array.from({ length: 256 }, (_, level) => strength * opacityOf(level, overlap));
    yield* chunkwise(
      count,
      (from, to) => {
        for (let i = from; i < to; i++) {
          const row = order[i];
          if (rgba[row * 4 + 3] !== which) continue;
          const px = x[row] * scale + left;
          const py = -y[row] * scale + top;
          if (px < -radius || py < -radius || px > size.width + radius || py > size.height + radius) continue;
          context.globalAlpha = opacities[crowding.levels[row]];
          context.fillStyle = `rgb(${rgba[row * 4]} ${rgba[row * 4 + 1]} ${rgba[row * 4 + 2]})`;
          if (diameter < 4) context.fillRect(px - radius, py - radius, diameter, diameter);
          else {
            context.beginPath();
            context.arc(px, py, radius, 0, 2 * Math.PI);
            context.fill();
          }
        }
      },
      chunk,
    );
  }

  function* drawSteps(options: DrawOptions): Steps<void> {
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, options.size.width, options.size.height);
    yield* drawPass(emphasis.dim, dimOpacity, options);
    yield* drawPass(emphasis.normal, 1, options);
    context.globalAlpha = 1;
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
    resize({ width, height }, pixelRatio) {
      ratio = pixelRatio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    },
    draw: (options) => atOnce(drawSteps(options)),
    drawSteps,
    destroy() {
      canvas.width = canvas.height = 0;
    },
  };
}
