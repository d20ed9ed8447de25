import { select, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import { type Bounds, fitScale, minZoom, type Size, type View, wholeView } from './camera.js';

export const maxZoom = 400;

export interface Navigation {
  /** Goes to a view, in a short flight unless the user prefers less motion. */
  goTo(view: View, flight?: boolean): void;
  zoomBy(factor: number): void;
  /** Moves by a share of what is shown: 0.2 to the right is `panBy(0.2, 0)`. */
  panBy(across: number, down: number): void;
}

export interface NavigationOptions {
  readonly bounds: () => Bounds;
  readonly size: () => Size;
  readonly onView: (view: View) => void;
  /** Whether a drag that begins with this event moves the map. */
  readonly pans: (event: MouseEvent | TouchEvent) => boolean;
}

const flightMilliseconds = 450;

/** Pan and zoom by mouse, wheel, touch and call, on d3-zoom; the view it reports is in data coordinates. */
export function createNavigation(
  surface: HTMLElement,
  { bounds, size, onView, pans }: NavigationOptions,
): Navigation {
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([minZoom, maxZoom])
    .extent(() => [
      [0, 0],
      [size().width, size().height],
    ])
    .filter((event: MouseEvent | TouchEvent) => {
      if (event.type === 'wheel') return true;
      return !('button' in event && event.button > 0) && pans(event);
    })
    .on('zoom', ({ transform }: { transform: ZoomTransform }) => onView(viewOfTransform(transform)));
  const target = select(surface).call(behaviour);

  function viewOfTransform({ k, x, y }: ZoomTransform): View {
    const { width, height } = size();
    const scale = fitScale(bounds(), size());
    const whole = wholeView(bounds());
    return {
      x: whole.x + ((width / 2 - x) / k - width / 2) / scale,
      y: whole.y - ((height / 2 - y) / k - height / 2) / scale,
      zoom: k,
    };
  }

  function transformOfView(view: View): ZoomTransform {
    const { width, height } = size();
    const scale = fitScale(bounds(), size());
    const whole = wholeView(bounds());
    const across = width / 2 + (view.x - whole.x) * scale;
    const down = height / 2 - (view.y - whole.y) * scale;
    return zoomIdentity
      .translate(width / 2 - across * view.zoom, height / 2 - down * view.zoom)
      .scale(view.zoom);
  }

  const moves = (flight: boolean) =>
    flight && !matchMedia('(prefers-reduced-motion: reduce)').matches
      ? target.transition().duration(flightMilliseconds)
      : target;

  return {
    goTo: (view, flight = false) => moves(flight).call(behaviour.transform as never, transformOfView(view)),
    zoomBy: (factor) => moves(true).call(behaviour.scaleBy as never, factor),
    panBy: (across, down) => {
      const k = (surface as unknown as { __zoom: ZoomTransform }).__zoom.k;
      moves(true).call(
        behaviour.translateBy as never,
        (-across * size().width) / k,
        (-down * size().height) / k,
      );
    },
  };
}
