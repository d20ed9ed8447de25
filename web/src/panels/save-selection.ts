import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { saveSelectionAs } from '../state/saved-controller.js';

/** A name for what is selected, and the button that saves it in the run. */
export function createSaveSelection(store: AppStore): HTMLElement {
  const input = h('input', {
    type: 'text',
    class: 'text-input',
    'aria-label': 'Name of the selection',
    placeholder: 'Name, to keep it in the run',
    maxlength: 80,
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: () => tell(''),
  });
  const button = h('button', { class: 'button' }, 'Save');
  const status = h('p', { class: 'quiet form-status', role: 'status' });
  const form = h('form', { class: 'save-selection', onsubmit: submit }, input, button, status);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const name = input.value.trim();
    if (name === '') {
      tell('Give the selection a name first.');
      input.focus();
      return;
    }
    button.disabled = true;
    const isReplaced = store.state.saved.usable.some((saved) => saved.name === name);
    saveSelectionAs(store, name)
      .then(
        () => {
          input.value = '';
          tell(isReplaced ? `“${name}” was replaced.` : `Saved as “${name}”: a column of this run.`);
        },
        (error: Error) => tell(error.message),
      )
      .finally(() => {
        button.disabled = false;
      });
  }

  function tell(text: string): void {
    status.textContent = text;
  }

  store.watch(['selection'], () => tell(''));
  return form;
}
