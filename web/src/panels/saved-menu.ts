import type { SavedSelection, SavedSelections } from '../data/saved-selections.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import type { AppStore } from '../state/app-state.js';
import { colourBy } from '../state/colouring-controller.js';
import { bringBack, forget } from '../state/saved-controller.js';

const reasons: Readonly<Record<SavedSelections['unusable'][number]['problem'], string>> = {
  'other-rows': 'saved for other rows than the run has now',
  unreadable: 'its file is damaged',
};

/** The selections that are saved in the run: to bring back, to colour by, to delete. */
export function createSavedMenu(store: AppStore): HTMLElement {
  const list = h('ul', { class: 'saved-list' });
  const empty = h(
    'p',
    { class: 'quiet menu-text' },
    'None yet. Select points and give the selection a name.',
  );
  const status = h('p', { class: 'quiet menu-status', role: 'status' });
  const menu = h(
    'div',
    { class: 'popover saved-menu card', id: 'saved', popover: 'auto', tabindex: -1 },
    h('h2', { class: 'menu-heading' }, 'Saved selections'),
    list,
    empty,
    status,
  );
  const button = h(
    'button',
    {
      class: 'icon-button',
      popovertarget: 'saved',
      'aria-label': 'Saved selections',
      title: 'Saved selections',
    },
    icon('bookmark'),
  );
  menu.addEventListener('toggle', () => {
    status.textContent = '';
  });

  const remove = ({ id, name }: { readonly id: string; readonly name: string }) =>
    h(
      'button',
      {
        class: 'icon-button',
        'aria-label': `Delete ${name}`,
        title: 'Delete',
        onclick: () =>
          forget(store, id).then(
            () => {
              status.textContent = `“${name}” was deleted.`;
              menu.focus(); // The button that had the focus is gone.
            },
            (error: Error) => {
              status.textContent = error.message;
            },
          ),
      },
      icon('close'),
    );

  const item = (selection: SavedSelection) =>
    h(
      'li',
      { class: 'saved-item' },
      h(
        'button',
        {
          class: 'menu-item saved-name',
          title: 'Select these points',
          onclick: () => {
            bringBack(store, selection);
            menu.hidePopover();
          },
        },
        h('span', { class: 'clip' }, selection.name),
        h('span', { class: 'count' }, selection.count.toLocaleString('en')),
      ),
      h(
        'button',
        {
          class: 'icon-button',
          'aria-label': `Show ${selection.name} in colour`,
          title: 'Colour by it',
          onclick: () => {
            colourBy(store, selection.name);
            menu.hidePopover();
          },
        },
        icon('palette'),
      ),
      remove(selection),
    );

  store.watch(['saved'], ({ saved: { usable, unusable } }) => {
    empty.hidden = usable.length + unusable.length > 0;
    list.replaceChildren(
      ...usable.map(item),
      ...unusable.map((selection) =>
        h(
          'li',
          { class: 'saved-item' },
          h(
            'p',
            { class: 'menu-text quiet' },
            h('span', { class: 'clip' }, selection.name),
            ` cannot be used: ${reasons[selection.problem]}.`,
          ),
          remove(selection),
        ),
      ),
    );
  });
  return h('div', {}, button, menu);
}
