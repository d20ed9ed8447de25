type Value = string | number | boolean | null | undefined | ((event: never) => void);
export type Child = Node | string | number | null | undefined | false;

/**
 * Makes an element: `h('button', { class: 'quiet', onclick: save }, 'Save')`. Properties whose name starts with `on` become
 * listeners, `true` a bare attribute; `false`, `null` and `undefined` leave the attribute out. Children that are strings
 * become text, never markup.
 */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setProperties(element, properties);
  append(element, children);
  return element;
}

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The same for SVG elements. */
export function s<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: Readonly<Record<string, Value>> = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(svgNamespace, tag);
  setProperties(element, properties);
  append(element, children);
  return element;
}

function setProperties(element: Element, properties: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value));
  }
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children)
    if (child !== null && child !== undefined && child !== false)
      element.append(typeof child === 'number' ? String(child) : child);
}

/**
 * The context of a small canvas that shows pixels of the page's own making. The browser keeps it in memory: drawing on the
 * graphics card would have the page wait for a picture to get there.
 */
export function pixelContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext('2d', { willReadFrequently: true })!;
}
