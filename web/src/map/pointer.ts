import type { AppStore } from '../state/app-state.js';
import type { MapView } from './map-view.js';

const mouseRadius = 14;
const fingerRadius = 26;

/** Hover and click: the nearest point is hovered; a click or tap pins it, and on empty ground clears the pin. */
export function connectPointer(map: MapView, store: AppStore): void {
  const { surface } = map;

  const place = (event: PointerEvent | MouseEvent): [number, number] => {
    const { left, top } = surface.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };

  surface.addEventListener('pointermove', (event) => {
    if (event.pointerType !== 'mouse' || event.buttons !== 0) return;
    store.set({ hovered: map.pointAt(...place(event), mouseRadius) });
  });
  surface.addEventListener('pointerleave', () => store.set({ hovered: undefined }));
  surface.addEventListener('pointerdown', () => store.set({ hovered: undefined }));
  surface.addEventListener('click', (event) => {
    if (store.state.tool !== 'pan' || event.shiftKey || event.altKey) return;
    const isMouse = (event as PointerEvent).pointerType === 'mouse';
    const pinned = map.pointAt(...place(event), isMouse ? mouseRadius : fingerRadius);
    store.set({ pinned, hovered: undefined });
  });
  store.watch(['hovered'], ({ hovered }) => surface.classList.toggle('is-on-point', hovered !== undefined));
}
