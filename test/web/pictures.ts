import type { PNG } from 'pngjs';

/** How many pixels of a picture are close to a CSS colour. */
export function countNear({ data }: PNG, colour: string): number {
  const [red, green, blue] = colour.match(/\d+/g)!.map(Number);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 60) count++;
  return count;
}
