/** The least number of points drawn while the map moves. */
const leastPoints = 20_000;
/** A frame that took longer than this many milliseconds halves the number of points of the next. */
const slowFrame = 40;
/** A frame that took less than this lets the number grow again. */
const quickFrame = 20;
/** The map counts as still when it has not moved for this many milliseconds. */
const stillAfter = 140;

/**
 * Draws at most once a frame. While the map moves and frames come late, fewer points are drawn (a fair sample, see
 * `drawingOrder`), so that the hand is followed at once; when it rests, all are drawn.
 */
export interface FramePacer {
  /** Asks for a frame. @param moving Whether it is one of a movement. */
  request(moving?: boolean): void;
  stop(): void;
}

/** @param draw Draws at most `limit` points. */
export function createFramePacer(draw: (limit: number) => void): FramePacer {
  let frame = 0;
  let timer = 0;
  let limit = Number.POSITIVE_INFINITY;
  let lastFrame = 0;
  let isMoving = false;

  function onFrame(now: number): void {
    frame = 0;
    if (isMoving && lastFrame > 0) adapt(now - lastFrame);
    lastFrame = isMoving ? now : 0;
    draw(isMoving ? limit : Number.POSITIVE_INFINITY);
  }

  function adapt(milliseconds: number): void {
    if (milliseconds > 4 * stillAfter) return;
    if (milliseconds > slowFrame) limit = Math.max(leastPoints, Math.min(limit, 2_000_000) / 2);
    else if (milliseconds < quickFrame) limit *= 1.2;
  }

  function request(moving = false): void {
    if (moving) {
      isMoving = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        isMoving = false;
        request();
      }, stillAfter);
    }
    if (frame === 0) frame = requestAnimationFrame(onFrame);
  }

  return {
    request,
    stop() {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  };
}
