import { type DrawOptions, dimOpacity, drawingOrder, emphasis, type PointRenderer } from './points.js';

/** A renderer on a plain 2-D canvas: slower, the same picture. */
export function createCanvasPoints(canvas: HTMLCanvasElement): PointRenderer {
  const context = canvas.getContext('2d')!;
  let x = new Float32Array();
  let y = new Float32Array();
  let order = new Uint32Array();
  let rgba = new Uint8Array();
  let ratio = 1;

  function drawPass(which: number, alpha: number, { projection, size, diameter, limit }: DrawOptions): void {
    context.globalAlpha = alpha;
    const { scale, left, top } = projection;
    const radius = diameter / 2;
    const count = Math.min(order.length, limit);
    for (let i = 0; i < count; i++) {
      const row = order[i];
      if (rgba[row * 4 + 3] !== which) continue;
      const px = x[row] * scale + left;
      const py = -y[row] * scale + top;
      if (px < -radius || py < -radius || px > size.width + radius || py > size.height + radius) continue;
      context.fillStyle = `rgb(${rgba[row * 4]} ${rgba[row * 4 + 1]} ${rgba[row * 4 + 2]})`;
      if (diameter < 4) context.fillRect(px - radius, py - radius, diameter, diameter);
      else {
        context.beginPath();
        context.arc(px, py, radius, 0, 2 * Math.PI);
        context.fill();
      }
    }
  }

  return {
    setPositions(newX, newY) {
      x = Float32Array.from(newX);
      y = Float32Array.from(newY);
      if (order.length !== x.length) order = new Uint32Array(drawingOrder(x.length));
    },
    setAppearance(bytes) {
      rgba = Uint8Array.from(bytes);
    },
    resize({ width, height }, pixelRatio) {
      ratio = pixelRatio;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    },
    draw(options) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, options.size.width, options.size.height);
      drawPass(emphasis.dim, options.opacity * dimOpacity, options);
      drawPass(emphasis.normal, options.opacity, options);
    },
    destroy() {
      canvas.width = canvas.height = 0;
    },
  };
}
