import { unscale } from '../data/features.js';
import type { LoadedRun } from '../data/run.js';
import { formatNumber } from '../data/table.js';
import type { UnitStatistics } from '../data/unit-statistics.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { colourBy, nameOfUnit } from '../state/colouring-controller.js';
import { drawPixels } from './picture.js';
import { createProfile } from './profile.js';

const sliderSteps = 100;
const mostFeatures = 40;

/**
 * A slider for each latent unit, and what the run's own decoder draws from the code that they set. Starts at the mean
 * code, or at the pinned point's. A unit's tile shows the mean code with that unit alone raised to its greatest value.
 */
export function createCodePlayground(
  store: AppStore,
  run: LoadedRun,
  statistics: readonly UnitStatistics[],
): { element: HTMLElement; end: () => void } {
  const code = Float32Array.from(statistics, ({ mean }) => mean);
  const image = run.dataset?.image;
  const output = image
    ? h('canvas', {
        class: 'thumbnail playground-output',
        role: 'img',
        'aria-label': 'What the decoder draws',
      })
    : h('div', { class: 'playground-output' });
  const note = h('p', { class: 'quiet', role: 'status' });
  const units = statistics.map((unit, index) =>
    createUnit(store, unit, index, (value) => {
      code[index] = value;
      void show();
    }),
  );

  async function show(): Promise<void> {
    try {
      const drawn = await run.autoencoder.decode(code);
      if (output instanceof HTMLCanvasElement) drawPixels(output, drawn, image!);
      else output.replaceChildren(...decodedRow(run, drawn));
    } catch (error) {
      note.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  function start(from: ArrayLike<number>, name: string): void {
    code.set(from);
    for (const [index, { input }] of units.entries()) input.value = String(code[index]);
    note.textContent = `Starting from ${name}.`;
    void show();
  }

  async function drawTiles(): Promise<void> {
    for (const [index, { tile }] of units.entries()) {
      const raised = Float32Array.from(statistics, ({ mean }) => mean);
      raised[index] = statistics[index].greatest;
      const drawn = await run.autoencoder.decode(raised);
      if (image) {
        const canvas = h('canvas', { class: 'thumbnail' });
        drawPixels(canvas, drawn, image);
        tile.replaceChildren(canvas);
      } else tile.replaceChildren(createProfile(drawn, undefined, run.dataset?.featureNames));
    }
  }

  const startFromMean = () =>
    start(
      Array.from(statistics, ({ mean }) => mean),
      'the mean code',
    );
  const startFromPinned = async () => {
    const { pinned } = store.state;
    if (pinned !== undefined) start(await run.codes.row(pinned), run.table.id.at(pinned));
  };
  const pinnedButton = h(
    'button',
    { class: 'button', onclick: () => void startFromPinned() },
    'From the pinned point',
  );
  const end = store.watch(['pinned'], ({ pinned }) => {
    pinnedButton.disabled = pinned === undefined;
  });
  startFromMean();
  if (store.state.pinned !== undefined) void startFromPinned();
  drawTiles().catch((error: Error) => {
    note.textContent = error.message;
  });

  const element = h(
    'section',
    {},
    h('h3', {}, 'Latent units: raise one and watch the decoder'),
    h(
      'div',
      { class: 'playground' },
      h(
        'div',
        { class: 'playground-side' },
        output,
        h(
          'div',
          { class: 'panel-actions' },
          h('button', { class: 'button', onclick: startFromMean }, 'From the mean'),
          pinnedButton,
        ),
        note,
      ),
      h('div', { class: 'units' }, ...units.map(({ element }) => element)),
    ),
  );
  return { element, end };
}

function createUnit(
  store: AppStore,
  { least, greatest, mean, zeros }: UnitStatistics,
  index: number,
  onValue: (value: number) => void,
) {
  const name = nameOfUnit(index);
  const tile = h('div', { class: 'unit-tile', 'aria-hidden': 'true' });
  const input = h('input', {
    type: 'range',
    min: least,
    max: greatest > least ? greatest : least + 1,
    step: (greatest - least) / sliderSteps || 0.01,
    value: mean,
    'aria-label': name,
    title: `${formatNumber(least)} to ${formatNumber(greatest)}, zero in ${formatNumber(100 * zeros)}% of rows`,
    oninput: () => onValue(input.valueAsNumber),
  });
  const show = () => {
    colourBy(store, name);
    store.set({ page: 'map' });
  };
  const button = h('button', { class: 'unit-name', title: 'Colour the map by it', onclick: show }, name);
  return { input, tile, element: h('div', { class: 'unit' }, tile, h('div', {}, button, input)) };
}

/** A decoded row that is no picture: as bars in the network's scale, and its values in the data's own. */
function decodedRow({ dataset }: LoadedRun, drawn: Float32Array): HTMLElement[] {
  const values = dataset ? unscale(drawn, dataset.scaling) : drawn;
  const fields = Array.from(values.slice(0, mostFeatures)).flatMap((value, column) => [
    h('dt', { class: 'clip' }, dataset?.featureNames?.[column] ?? `feature ${column + 1}`),
    h('dd', {}, formatNumber(value)),
  ]);
  return [
    createProfile(drawn, undefined, dataset?.featureNames, 'What the decoder makes of the code'),
    h('dl', { class: 'fields' }, ...fields),
  ];
}
