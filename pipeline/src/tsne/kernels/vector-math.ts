// The readable twins of `exp4` and `log4`, to the last bit: the same steps on one number, each rounded to float32.

const { fround } = Math;
const bits = new Int32Array(1);
const number = new Float32Array(bits.buffer);

/** ln 2 in two parts: the first has so few bits that its product with an exponent is exact. */
const ln2High = fround(0.693359375);
const ln2Low = fround(-2.1219444e-4);

/** One step of a polynomial by Horner's rule: p x + c. */
function horner(p: number, x: number, c: number): number {
  return fround(fround(p * x) + fround(c));
}

/** e^x for x <= 0; below -87 it is e^-87. */
export function expTwin(value: number): number {
  const x = Math.max(fround(value), -87);
  const n = roundHalfEven(fround(x * fround(Math.LOG2E)));
  let r = fround(x - fround(n * ln2High));
  r = fround(r - fround(n * ln2Low));
  const series = [1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1];
  const p = series.reduce((sum, c) => horner(sum, r, c), fround(1.98756915e-4));
  return fround(fround(fround(p * fround(r * r)) + fround(r + 1)) * 2 ** n);
}

/** The natural logarithm of a normal positive number. */
export function logTwin(value: number): number {
  number[0] = value;
  let e = (bits[0] >>> 23) - 126;
  // The mantissa, in [0.5, 1).
  bits[0] = (bits[0] & 0x007fffff) | 0x3f000000;
  let m = number[0];
  if (m < fround(Math.SQRT1_2)) {
    e -= 1;
    m = fround(fround(m - 1) + m);
  } else m = fround(m - 1);
  const z = fround(m * m);
  const series = [
    -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
    -2.4999993993e-1, 3.3333331174e-1,
  ];
  let p = series.reduce((sum, c) => horner(sum, m, c), fround(7.0376836292e-2));
  p = fround(fround(p * m) * z);
  p = fround(p + fround(e * ln2Low));
  p = fround(p - fround(0.5 * z));
  return fround(fround(m + p) + fround(e * ln2High));
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return Math.round(x);
  return down % 2 === 0 ? down : down + 1;
}
