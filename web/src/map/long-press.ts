const holdMilliseconds = 450;
/** Pixels that a resting finger may stray. */
const slack = 10;

/**
 * A finger that rests on the surface and is then drawn along: `onHold` hears where it rests, and until it is lifted its
 * movements are kept from panning and zooming. They still arrive as pointer events.
 *
 * @param frame An ancestor of the surface, so that it hears touches before the surface does.
 */
export function connectLongPress(
  frame: HTMLElement,
  surface: HTMLElement,
  onHold: (event: PointerEvent) => void,
): void {
  let timer = 0;
  let isHeld = false;
  let start: PointerEvent | undefined;

  function giveUp(): void {
    clearTimeout(timer);
    start = undefined;
  }

  surface.addEventListener('pointerdown', (event) => {
    giveUp();
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    start = event;
    timer = window.setTimeout(() => {
      isHeld = true;
      navigator.vibrate?.(12);
      onHold(event);
    }, holdMilliseconds);
  });
  surface.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (start && Math.hypot(clientX - start.clientX, clientY - start.clientY) > slack) giveUp();
  });
  surface.addEventListener('pointerup', giveUp);
  surface.addEventListener('pointercancel', giveUp);

  const keep = (event: TouchEvent) => {
    if (!isHeld) return;
    event.stopPropagation();
    event.preventDefault();
  };
  frame.addEventListener('touchstart', keep, { capture: true, passive: false });
  frame.addEventListener('touchmove', keep, { capture: true, passive: false });
  frame.addEventListener('touchend', letGo, { capture: true, passive: false });
  frame.addEventListener('touchcancel', letGo, { capture: true });

  /** The end of the touch goes through, so that panning ends too; the click that would follow does not. */
  function letGo(event: TouchEvent): void {
    if (isHeld && event.cancelable) event.preventDefault();
    if (event.touches.length === 0) isHeld = false;
  }

  surface.addEventListener('contextmenu', (event) => {
    if (isHeld || (event as PointerEvent).pointerType === 'touch') event.preventDefault();
  });
}
