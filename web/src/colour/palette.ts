/** Whether colours are to stand on a light or a dark ground. */
export type Ground = 'light' | 'dark';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Ten colours for each ground that people with every common kind of colour vision tell apart: the outcome of a search for
 * the set whose smallest distance in OKLab (Ottosson 2020), seen with normal, protan, deutan and tritan vision (Machado
 * et al. 2009), is largest, within a band of lightness that stands out from the ground. A test holds the distances.
 */
export const tenColours: Readonly<Record<Ground, readonly string[]>> = {
  light: [
    '#3868e7',
    '#f09caa',
    '#006a5f',
    '#acc600',
    '#723b9f',
    '#3ac9f5',
    '#b49655',
    '#c55aa7',
    '#8f8bfe',
    '#737a06',
  ],
  dark: [
    '#6b91fe',
    '#e998a7',
    '#188869',
    '#fdd400',
    '#854fd8',
    '#6fc7f5',
    '#d84200',
    '#c06bb6',
    '#a5ecb1',
    '#a3ad30',
  ],
};

const otherColour: Readonly<Record<Ground, string>> = { light: '#a7a9b4', dark: '#6d717f' };

/** Points without a value, and classes beyond the palette. */
export function otherRgb(ground: Ground): Rgb {
  return parseHex(otherColour[ground]);
}

/** The most classes that get a colour of their own. */
export const maxColours = 20;

/**
 * Colours for `count` classes: the ten, then the same ten moved halfway towards the ground's opposite, which
 * keeps the hue but not the lightness.
 */
export function categoryColours(count: number, ground: Ground): readonly Rgb[] {
  const base = tenColours[ground].map(parseHex);
  const towards: Rgb = ground === 'light' ? [20, 22, 30] : [255, 255, 255];
  return Array.from({ length: Math.min(count, maxColours) }, (_, i) => {
    const colour = base[i % base.length];
    return i < base.length ? colour : mix(colour, towards, 0.45);
  });
}

export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) => Math.round(a[i] + (b[i] - a[i]) * share)) as unknown as Rgb;
}
