import { s } from './dom.js';

/** Line icons on a 20 x 20 grid, drawn with the colour of the text around them. */
const paths = {
  autoencoder: 'M3 4v12M7 6v8M10 8.5v3M13 6v8M17 4v12',
  bookmark: 'M6 3.500h8v13L10 13.300 6 16.500z',
  box: 'M4 4h3M13 4h3v3M16 13v3h-3M7 16H4v-3M4 7V4M9 4h2M16 9v2M9 16h2M4 9v2',
  chevron: 'M6 8l4 4 4-4',
  close: 'M5.5 5.5l9 9M14.5 5.5l-9 9',
  dark: 'M15.5 12.2A6.5 6.5 0 0 1 7.8 4.5a6.5 6.5 0 1 0 7.7 7.7z',
  download: 'M10 3.5v9M6.5 9.5L10 13l3.5-3.5M4 16.5h12',
  fit: 'M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4',
  help: 'M7.5 7.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M10 14.3v.2',
  lasso:
    'M6.5 13.2C4.4 12.4 3 11 3 9.2 3 6.3 6.1 4 10 4s7 2.3 7 5.200-3.100 5.200-7 5.200c-.9 0-1.700-.1-2.500-.3M6.500 13.200a1.500 1.500 0 1 0 1.500 1.500c0 1.500-1 2.300-2.500 2.300',
  layers: 'M10 3.5l7 3.500-7 3.500-7-3.500 7-3.500zM3 10.500l7 3.500 7-3.500M3 13.800l7 3.200 7-3.200',
  light:
    'M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM10 2v1.800M10 16.200V18M2 10h1.800M16.200 10H18M4.300 4.300l1.300 1.300M14.400 14.400l1.300 1.300M15.700 4.300l-1.300 1.300M5.600 14.400l-1.300 1.300',
  link: 'M8.500 11.500a3 3 0 0 0 4.200 0l2.600-2.600a3 3 0 0 0-4.200-4.200l-.9.900M11.500 8.500a3 3 0 0 0-4.200 0l-2.600 2.600a3 3 0 0 0 4.200 4.200l.9-.9',
  map: 'M6 5.500a1.500 1.500 0 1 0 .01 0M13.500 7.500a2 2 0 1 0 .01 0M7.500 13a1.800 1.800 0 1 0 .01 0M14.500 14.500a1 1 0 1 0 .01 0',
  minus: 'M5 10h10',
  pan: 'M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2',
  palette:
    'M10 3.500a6.500 6.500 0 1 0 0 13c1.200 0 1.600-.8 1.300-1.700-.4-1.200.3-2 1.500-2h1.700c1.300 0 2-.9 2-2.300 0-4-2.900-7-6.500-7zM7 8.500v.1M10 6.500v.1M13.200 8.300v.1M6.700 11.800v.1',
  pause: 'M7.500 5v10M12.500 5v10',
  play: 'M7 4.500l8.500 5.500L7 15.500z',
  plus: 'M10 5v10M5 10h10',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.700 12.700L16.500 16.500',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4.300v3.400M7 12.300v3.400',
} as const;

export type IconName = keyof typeof paths;

/** An icon; it is decoration, so the control around it carries the name. */
export function icon(name: IconName): SVGSVGElement {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 20 20', 'aria-hidden': 'true' },
    s('path', { d: paths[name] }),
  );
}
