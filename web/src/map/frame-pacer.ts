import type { Steps } from '../slices.js';

/** Points that are drawn at once before it is known how long that takes. */
const firstPoints = 100_000;
/** The least number of points drawn at once: fewer would not show the map. */
const leastPoints = 20_000;
/** A drawing that took longer than this many milliseconds has the next be smaller in proportion. */
const slow = 40;
/** After one that took less than this, the next may be larger. */
const quick = 20;
const growth = 1.3;
/** Frames that may be on their way at a time where the graphics card is quick; where it is slow, one. */
const mostOnTheWay = 2;
/** The map counts as still when it has not moved for this many milliseconds. */
const stillAfter = 140;
/** Where all points take more pieces than this, some are shown before all are. */
const mostUnseen = 8;
/** Milliseconds after which it is asked again whether the graphics card has done its part. */
const askAfter = 4;

/** What is drawn; the pacer says when, and how much of it. */
export interface PacedDrawing {
  /** How many points there are to draw; 0 while none can be drawn. */
  points(): number;
  /** Shows so many of them. */
  draw(limit: number): void;
  /** Draws all of them out of sight, so many a step as `piece` says then, and shows them with the last step. */
  drawAll(piece: () => number): Steps<void>;
  /** How many of the drawings and pieces, the latest ones, the graphics card has not done yet. */
  undone(): number;
}

/**
 * Draws at most once a frame, and never more at once than takes about two frames: the graphics card, once told, cannot be
 * stopped, and a hand that moves the map would wait for it, and so would all other parts of the page that draw. While the
 * map moves, as many points are drawn as can be (a fair sample, see `drawingOrder`); when it rests, all of them, piece by
 * piece and out of sight.
 */
export interface FramePacer {
  /** Asks for a frame. @param moving Whether it is one of a movement. */
  request(moving?: boolean): void;
}

export function createFramePacer({ points, draw, drawAll, undone }: PacedDrawing): FramePacer {
  /** Points that can be drawn at once. */
  let most = firstPoints;
  /** What the graphics card has not done yet, as far as is known, oldest first. */
  const told: { readonly points: number; readonly at: number }[] = [];
  let doneAt = 0;
  let isSlow = false;
  let movedAt = Number.NEGATIVE_INFINITY;
  let frame = 0;
  let timer = 0;
  let isAsked = false;
  /** What is still to be done for the last request. */
  let rest: Steps<void> | undefined;
  /** Whether points are missing on the map. */
  let isSparse = false;

  const isMoving = () => performance.now() < movedAt + stillAfter;

  /** Learns from what has been done meanwhile. */
  function learn(): void {
    const now = performance.now();
    const done = told.splice(0, told.length - undone());
    if (done.length === 0) return;
    const milliseconds = (now - Math.max(doneAt, done[0].at)) / done.length;
    doneAt = now;
    isSlow = milliseconds > slow;
    for (const { points: count } of done)
      if (isSlow) most = Math.max(leastPoints, Math.floor((Math.min(most, count) * slow) / milliseconds));
      else if (milliseconds < quick && count === most) most = Math.floor(growth * most);
  }

  function onFrame(): void {
    frame = 0;
    learn();
    const all = points();
    if (isAsked && all > 0 && told.length < (isSlow ? 1 : mostOnTheWay)) show(all);
    if (isMoving() || (isAsked && all > 0)) frame = requestAnimationFrame(onFrame);
    else proceed();
  }

  function show(all: number): void {
    isAsked = false;
    const isShown = all <= most || isMoving() || isSparse || all > mostUnseen * most;
    const count = isShown ? Math.min(all, most) : 0;
    isSparse = count < all;
    rest = finish();
    if (!isShown) return;
    told.push({ points: count, at: performance.now() });
    draw(count);
  }

  function* finish(): Steps<void> {
    const steps = drawAll(() => {
      told.push({ points: most, at: performance.now() });
      return most;
    });
    do {
      for (learn(); told.length > 0; learn()) yield;
    } while (isSparse && !steps.next().done);
    isSparse = false;
  }

  function proceed(): void {
    if (rest?.next().done) rest = undefined;
    if (rest) timer = window.setTimeout(proceed, askAfter);
  }

  return {
    request(moving = false) {
      if (moving) movedAt = performance.now();
      clearTimeout(timer);
      rest = undefined;
      isAsked = true;
      if (frame === 0) frame = requestAnimationFrame(onFrame);
    },
  };
}
