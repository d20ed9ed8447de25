import { expect, it } from 'vitest';
import { createColouring } from '../../web/src/colour/colouring.js';
import { createPainter, type Look } from '../../web/src/map/look.js';
import { rest } from '../../web/src/slices.js';

/** So many rows that no slice of a few milliseconds suffices for them. */
const rows = 1_000_000;
const scene = {
  colouring: createColouring(undefined, 'light'),
  legendFilter: undefined,
  focusedGroup: undefined,
  selected: undefined,
};

const line = (length: number) => {
  const places = Float32Array.from({ length: rows }, (_, row) => (length * row) / rows);
  return { x: places, y: places };
};

it('finds how points crowd while they keep moving, not only when they rest, and paints them no second time', async () => {
  const looks: Look[] = [];
  const painter = createPainter((look) => looks.push(look));
  const [loose, tight] = [line(1), line(2)];
  painter.paint(scene, loose);
  while (looks.length === 0) await rest();
  for (let frame = 0; frame < 500 && looks.length === 1; frame++) {
    painter.move(frame % 2 ? loose : tight);
    await rest();
  }
  expect(looks.length).toBe(2);
  expect(looks[1].appearance).toBe(looks[0].appearance);
  painter.forget();
});
