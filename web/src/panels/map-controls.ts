import { h } from '../dom.js';
import { type IconName, icon } from '../icons.js';
import type { MapView } from '../map/map-view.js';
import type { AppState, AppStore, Tool } from '../state/app-state.js';

const tools: readonly { readonly tool: Tool; readonly name: IconName; readonly label: string }[] = [
  { tool: 'pan', name: 'pan', label: 'Move the map (V)' },
  { tool: 'lasso', name: 'lasso', label: 'Select with a lasso (L)' },
  { tool: 'box', name: 'box', label: 'Select with a box (B)' },
];

const layers = [
  { field: 'showLabels', label: 'Names of groups' },
  { field: 'showContours', label: 'Density contours' },
  { field: 'showGrid', label: 'Axes and grid' },
] as const;

/**
 * Tools, layers and zoom, in the corner of the map.
 *
 * @param more What else opens from there.
 */
export function createMapControls(
  map: MapView,
  store: AppStore,
  ...more: readonly HTMLElement[]
): HTMLElement {
  const { navigation } = map;
  const element = h(
    'div',
    { class: 'map-controls' },
    toolButtons(store),
    h('div', { class: 'control-group card' }, layersMenu(store), ...more),
    h(
      'div',
      { class: 'control-group zoom-group card', role: 'group', 'aria-label': 'Zoom' },
      iconButton('Zoom in', 'plus', () => navigation.zoomBy(2)),
      iconButton('Zoom out', 'minus', () => navigation.zoomBy(0.5)),
      iconButton('Show the whole map', 'fit', map.showWhole),
    ),
  );
  store.watch(['run'], ({ run }) => {
    element.hidden = !run;
  });
  return element;
}

function iconButton(label: string, name: IconName, onclick: () => void): HTMLElement {
  return h('button', { class: 'icon-button', 'aria-label': label, title: label, onclick }, icon(name));
}

function toolButtons(store: AppStore): HTMLElement {
  const buttons = tools.map(({ tool, name, label }) => ({
    tool,
    button: iconButton(label, name, () => store.set({ tool })),
  }));
  store.watch(['tool'], (state) => {
    for (const { tool, button } of buttons) button.setAttribute('aria-pressed', String(tool === state.tool));
  });
  return h(
    'div',
    { class: 'control-group card', role: 'group', 'aria-label': 'Tools' },
    ...buttons.map(({ button }) => button),
  );
}

function layersMenu(store: AppStore): HTMLElement {
  const items = layers.map(({ field, label }) => {
    const box = h('input', {
      type: 'checkbox',
      onchange: () => store.set({ [field]: box.checked } as Partial<AppState>),
    });
    store.watch([field], (state) => {
      box.checked = state[field];
    });
    return h('label', { class: 'check' }, box, label);
  });
  const menu = h('div', { class: 'popover layers-menu card', id: 'layers', popover: 'auto' }, ...items);
  const button = h(
    'button',
    { class: 'icon-button', popovertarget: 'layers', 'aria-label': 'Layers', title: 'Layers' },
    icon('layers'),
  );
  return h('div', {}, button, menu);
}
