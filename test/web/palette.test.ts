import { expect, it } from 'vitest';
import { parseHex, type Rgb, tenColours } from '../../web/src/colour/palette.js';

type Matrix = readonly (readonly number[])[];

/** Full dichromacy, on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const vision: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB to OKLab (Ottosson 2020). */
const toCones: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const toLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const multiply = (matrix: Matrix, vector: readonly number[]) =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));

function okLab(rgb: Rgb, seen: Matrix): number[] {
  const linear = rgb.map((byte) =>
    byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  );
  const clipped = multiply(seen, linear).map((value) => Math.min(1, Math.max(0, value)));
  return multiply(toLab, multiply(toCones, clipped).map(Math.cbrt));
}

it.each(['light', 'dark'] as const)(
  'any two of the ten colours on %s differ for every kind of colour vision',
  (ground) => {
    for (const [kind, matrix] of Object.entries(vision)) {
      const colours = tenColours[ground].map((hex) => okLab(parseHex(hex), matrix));
      for (const [i, a] of colours.entries())
        for (const [j, b] of colours.entries())
          if (i < j)
            expect(
              Math.hypot(...a.map((value, k) => value - b[k])),
              `${kind}: ${tenColours[ground][i]} and ${tenColours[ground][j]}`,
            ).toBeGreaterThan(0.085);
    }
  },
);

it.each([
  ['light', 0.97],
  ['dark', 0.18],
] as const)('each colour stands out from the %s ground', (ground, lightness) => {
  for (const hex of tenColours[ground])
    expect(Math.abs(okLab(parseHex(hex), vision.normal)[0] - lightness), hex).toBeGreaterThan(0.17);
});
