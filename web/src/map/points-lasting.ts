import type { PointRenderer } from './points.js';
import { createWebGLPoints } from './points-webgl.js';

/**
 * A renderer on WebGL 2 that outlives its context: browsers take contexts away when the graphics driver restarts, the
 * machine wakes up or too many pages want one. Undefined where the browser has no WebGL 2.
 *
 * @param redraw Draws the frame again, once the context is back and holds the points.
 */
export function createLastingPoints(
  canvas: HTMLCanvasElement,
  redraw: () => void,
): PointRenderer | undefined {
  const first = createWebGLPoints(canvas);
  if (!first) return undefined;
  let renderer: PointRenderer = first;
  /** What the renderer was told last, by the name of the call. */
  const told = new Map<string, () => void>();
  const tell = (what: string, call: () => void) => {
    told.set(what, call);
    call();
  };

  // Who does not object to the loss is not given another context.
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', () => {
    renderer = createWebGLPoints(canvas)!;
    for (const call of told.values()) call();
    redraw();
  });

  return {
    setPositions: (x, y) => tell('positions', () => renderer.setPositions(x, y)),
    setAppearance: (rgba) => tell('appearance', () => renderer.setAppearance(rgba)),
    setCrowding: (crowding) => tell('crowding', () => renderer.setCrowding(crowding)),
    resize: (size, pixelRatio) => tell('size', () => renderer.resize(size, pixelRatio)),
    draw: (options) => renderer.draw(options),
    destroy: () => renderer.destroy(),
  };
}
