import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFramePacer } from '../../web/src/map/frame-pacer.js';
import type { Steps } from '../../web/src/slices.js';

const points = 1_000_000;

/** A graphics card that draws so many points a millisecond, one drawing after another. */
function createCard(pointsPerMillisecond: number) {
  let ends: number[] = [];
  const card = {
    /** Points of each drawing that was shown at once, and of each piece. */
    shown: [] as number[],
    pieces: [] as number[],
    completed: 0,
    /** Milliseconds until all that was told is done. */
    behind: () => Math.max(0, (ends.at(-1) ?? 0) - performance.now()),
    tell(count: number) {
      ends.push(performance.now() + card.behind() + count / pointsPerMillisecond);
    },
    points: () => points,
    draw(limit: number) {
      card.shown.push(limit);
      card.tell(limit);
    },
    *drawAll(piece: () => number): Steps<void> {
      for (let from = 0; from < points; ) {
        const count = Math.min(points - from, piece());
        card.pieces.push(count);
        card.tell(count);
        from += count;
        yield;
      }
      card.completed++;
    },
    undone() {
      ends = ends.filter((end) => end > performance.now());
      return ends.length;
    },
  };
  return card;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('requestAnimationFrame', (listener: FrameRequestCallback) =>
    setTimeout(() => listener(performance.now()), 16),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Moves the map for so many frames; returns how far behind the card was before each. */
function move(
  pacer: ReturnType<typeof createFramePacer>,
  card: ReturnType<typeof createCard>,
  frames: number,
) {
  return Array.from({ length: frames }, () => {
    const behind = card.behind();
    pacer.request(true);
    vi.advanceTimersByTime(16);
    return behind;
  });
}

it('gives a slow graphics card no more than it draws in about two frames, and all points when the map rests', () => {
  const card = createCard(600);
  const pacer = createFramePacer(card);
  const behind = move(pacer, card, 100);
  expect(card.shown.length).toBeGreaterThan(20);
  expect(Math.max(...behind.slice(30))).toBeLessThan(60);
  expect(card.pieces).toEqual([]);
  vi.advanceTimersByTime(5_000);
  expect(card.completed).toBe(1);
  expect(card.pieces.reduce((sum, count) => sum + count)).toBe(points);
  expect(Math.max(...card.pieces)).toBeLessThan(60 * 600);
});

it('has a quick one draw more and more, until it is all of them', () => {
  const card = createCard(200_000);
  const pacer = createFramePacer(card);
  move(pacer, card, 60);
  expect(card.shown.at(-1)).toBe(points);
  expect(card.shown.length).toBeGreaterThan(50);
  vi.advanceTimersByTime(1_000);
  expect(card.completed).toBe(0);
});

it('leaves off drawing all points when something else is to be shown, shows some of them and begins again', () => {
  const card = createCard(600);
  const pacer = createFramePacer(card);
  pacer.request();
  vi.advanceTimersByTime(800);
  expect(card.completed).toBe(0);
  expect(card.pieces.length).toBeGreaterThan(2);
  const shown = card.shown.length;
  pacer.request();
  vi.advanceTimersByTime(100);
  expect(card.shown.length).toBe(shown + 1);
  vi.advanceTimersByTime(5_000);
  expect(card.completed).toBe(1);
});
