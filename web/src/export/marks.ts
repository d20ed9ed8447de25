/** A line or a text that the page draws beside the points, as plain data that can be sent to a worker. */
export type Mark = Line | Writing;

export interface Line {
  /** An SVG path, in coordinates of its own. */
  readonly path: string;
  /** From those to pixels from the map's corner; the line's width is one of pixels already. */
  readonly matrix: Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f', number>>;
  readonly colour: string;
  readonly opacity: number;
  readonly width: number;
}

export interface Writing {
  readonly text: string;
  /** Where its first letter stands on its line, in pixels from the map's corner. */
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  /** In pixels. */
  readonly size: number;
}

/** What a layer of the map shows: nothing while it is hidden. */
export function marksOf(layer: SVGSVGElement | null): readonly Mark[] {
  if (!layer || layer.hasAttribute('hidden')) return [];
  const toLayer = layer.getScreenCTM()!.inverse();
  return [...layer.querySelectorAll<SVGGraphicsElement>('path, line, text')].flatMap(
    (element): readonly Mark[] => {
      const style = getComputedStyle(element);
      if (style.display === 'none') return [];
      const matrix = toLayer.multiply(element.getScreenCTM()!);
      return element instanceof SVGTextElement
        ? writingOf(element, style, matrix)
        : [lineOf(element as SVGPathElement | SVGLineElement, style, matrix)];
    },
  );
}

function lineOf(
  element: SVGPathElement | SVGLineElement,
  style: CSSStyleDeclaration,
  matrix: DOMMatrix,
): Line {
  const { a, b, c, d, e, f } = matrix;
  return {
    path: element instanceof SVGLineElement ? pathOf(element) : (element.getAttribute('d') ?? ''),
    matrix: { a, b, c, d, e, f },
    colour: style.stroke,
    opacity: Number(style.strokeOpacity),
    width: Number.parseFloat(style.strokeWidth),
  };
}

function pathOf({ x1, y1, x2, y2 }: SVGLineElement): string {
  const [fromX, fromY, toX, toY] = [x1, y1, x2, y2].map(({ baseVal }) => baseVal.value);
  return `M${fromX} ${fromY}L${toX} ${toY}`;
}

function writingOf(element: SVGTextElement, style: CSSStyleDeclaration, matrix: DOMMatrix): Writing[] {
  const text = element.textContent ?? '';
  if (text === '') return [];
  const { x, y } = element.getStartPositionOfChar(0).matrixTransform(matrix);
  return [{ text, x, y, colour: style.fill, size: Number.parseFloat(style.fontSize) }];
}
