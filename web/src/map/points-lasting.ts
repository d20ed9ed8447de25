import { rest } from '../slices.js';
import { type PointRenderer, sizeCanvas } from './points.js';
import { createCanvasPoints } from './points-canvas.js';
import { beginWebGLPoints } from './points-webgl.js';

export interface LastingPoints extends PointRenderer {
  /** Whether there is something to draw on; what it is told before is kept. */
  isReady(): boolean;
}

/**
 * A renderer on WebGL 2, or on a 2-D canvas where the browser has none. It gets its context once it knows its size, so that
 * browsers make the pixels once, and outlives it: browsers take contexts away when the graphics driver restarts, the
 * machine wakes up or too many pages want one.
 *
 * @param redraw Draws the frame, as a context has come and holds the points.
 */
export function createLastingPoints(canvas: HTMLCanvasElement, redraw: () => void): LastingPoints {
  let renderer: PointRenderer | undefined;
  /** Makes the renderer of the context that is there. */
  let complete: (() => PointRenderer) | undefined;
  let isBegun = false;
  /** What the renderer was told last, by the name of the call. */
  const told = new Map<string, (renderer: PointRenderer) => void>();
  const tell = (what: string, call: (renderer: PointRenderer) => void) => {
    told.set(what, call);
    if (renderer) call(renderer);
  };

  function begin(): void {
    isBegun = true;
    renderer = undefined;
    complete = beginWebGLPoints(canvas) ?? (() => createCanvasPoints(canvas));
    if (told.has('positions')) void finish();
  }

  /** Once there are points; in a task of its own. */
  async function finish(): Promise<void> {
    await rest();
    if (!complete) return;
    const created = complete();
    complete = undefined;
    renderer = created;
    for (const call of told.values()) call(created);
    redraw();
  }

  // Who does not object to the loss is not given another context.
  canvas.addEventListener('webglcontextlost', (event) => event.preventDefault());
  canvas.addEventListener('webglcontextrestored', begin);

  return {
    isReady: () => renderer !== undefined,
    setPositions(x, y) {
      tell('positions', (to) => to.setPositions(x, y));
      if (complete) void finish();
    },
    setAppearance: (rgba) => tell('appearance', (to) => to.setAppearance(rgba)),
    setCrowding: (crowding) => tell('crowding', (to) => to.setCrowding(crowding)),
    resize(size, pixelRatio) {
      tell('size', (to) => to.resize(size, pixelRatio));
      if (isBegun) return;
      sizeCanvas(canvas, size, pixelRatio);
      // Before the page is first painted: the graphics card, for which this waits, has little else to do yet.
      begin();
    },
    draw: (options) => renderer?.draw(options),
    *drawSteps(options, piece) {
      if (renderer) yield* renderer.drawSteps(options, piece);
    },
    undone: () => renderer?.undone() ?? 0,
    destroy: () => renderer?.destroy(),
  };
}
