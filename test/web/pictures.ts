import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';

/** How many pixels of a picture are close to a CSS colour. */
export function countNear({ data }: PNG, colour: string): number {
  const [red, green, blue] = colour.match(/\d+/g)!.map(Number);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 60) count++;
  return count;
}

const kept = path.join(import.meta.dirname, 'pictures');
const differences = path.join(tmpdir(), 'latentscape-pictures');
// biome-ignore lint/suspicious/noUndeclaredEnvVars: the tests do not run under Turborepo
const rewrites = process.env.REWRITE_PICTURES === '1';

/** Two pixels differ when red, green and blue together are farther apart than this, of 765. */
const allowedDistance = 90;

/**
 * Compares a screenshot with the picture of that name in `pictures/`; returns the share of pixels that differ. Where
 * there are any, a picture of them in red, over the kept one in grey, is left in the folder for temporary files.
 * With REWRITE_PICTURES=1 the screenshot is kept instead.
 */
export async function differenceFromKept(name: string, screenshot: Buffer): Promise<number> {
  const file = path.join(kept, `${name}.png`);
  if (rewrites) {
    await mkdir(kept, { recursive: true });
    await writeFile(file, PNG.sync.write(PNG.sync.read(screenshot), { colorType: 2 }));
    return 0;
  }
  if (!existsSync(file)) throw new Error(`${file} is missing: run the test with REWRITE_PICTURES=1`);
  const expected = PNG.sync.read(await readFile(file));
  const actual = PNG.sync.read(screenshot);
  if (expected.width !== actual.width || expected.height !== actual.height)
    throw new Error(
      `${name} is ${actual.width} x ${actual.height}, not ${expected.width} x ${expected.height}`,
    );
  const { count, picture } = differing(expected, actual);
  if (count > 0) {
    await mkdir(differences, { recursive: true });
    await writeFile(path.join(differences, `${name}-difference.png`), PNG.sync.write(picture));
    await writeFile(path.join(differences, `${name}.png`), screenshot);
  }
  return count / (actual.width * actual.height);
}

function differing(expected: PNG, actual: PNG): { count: number; picture: PNG } {
  const picture = new PNG({ width: expected.width, height: expected.height });
  let count = 0;
  for (let i = 0; i < expected.data.length; i += 4) {
    const [a, b] = [expected.data, actual.data];
    const distance = Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]);
    const isFar = distance > allowedDistance;
    if (isFar) count++;
    const grey = 128 + (a[i] + a[i + 1] + a[i + 2]) / 6;
    picture.data.set(isFar ? [255, 0, 0, 255] : [grey, grey, grey, 255], i);
  }
  return { count, picture };
}
