import type { Table } from 'arquero';
import type { RunSummary } from '../../api.js';
import { type Colouring, createColouring } from '../colour/colouring.js';
import type { Ground } from '../colour/palette.js';
import type { Comparison, Side } from '../compare/comparison.js';
import type { LoadedRun } from '../data/run.js';
import { noSavedSelections, type SavedSelections } from '../data/saved-selections.js';
import type { View } from '../map/camera.js';
import type { Store } from './store.js';

/** What dragging on the map does. */
export type Tool = 'pan' | 'lasso' | 'box';

/** What picking rows does to the selection that is there. */
export type SelectMode = 'replace' | 'add' | 'subtract';

/** Which rows the legend lets through: some groups of a category, or a range of a number. */
export type LegendFilter =
  | { readonly kind: 'groups'; readonly shown: ReadonlySet<number> }
  | { readonly kind: 'range'; readonly low: number; readonly high: number };

/** A way of picking rows, so that a link can repeat it. */
export type SelectionStep = {
  readonly mode: SelectMode;
} & (
  | {
      readonly by: 'polygon';
      readonly points: readonly (readonly [number, number])[];
      /** The map on which it was drawn. @default 'first' */
      readonly side?: Side;
    }
  | { readonly by: 'query'; readonly text: string }
);

export interface Selection {
  /** The table of the run, filtered: all that shows the selection reads it. */
  readonly table: Table;
  readonly steps: readonly SelectionStep[];
}

/** The views of a run. */
export type PageName = 'map' | 'autoencoder' | 'quality';

/** Everything that the parts of the page share. */
export interface AppState {
  /** All runs, newest first; undefined until the server has answered once. */
  readonly runs: readonly RunSummary[] | undefined;
  readonly serverGone: boolean;
  readonly page: PageName;
  /** The name of the run that is shown or being loaded. */
  readonly runName: string | undefined;
  readonly run: LoadedRun | undefined;
  readonly loading: boolean;
  /** Why the chosen run cannot be shown. */
  readonly problem: string | undefined;
  /** Something to tell the user in passing. */
  readonly notice: string | undefined;
  /** The name of the column that colours the map; the label when undefined. */
  readonly colourBy: string | undefined;
  /** How rows get their colours: `colourBy` of the run, once its values are there. */
  readonly colouring: Colouring;
  readonly legendFilter: LegendFilter | undefined;
  /** The legend group that is brought forward while the pointer rests on it. */
  readonly focusedGroup: number | undefined;
  readonly hovered: number | undefined;
  readonly pinned: number | undefined;
  /** Nearest rows of the pinned one in code space, nearest first. */
  readonly neighbours: readonly number[];
  readonly selection: Selection | undefined;
  /** What is being selected and will be the selection: with very many rows it takes a moment to find them. */
  readonly selecting: readonly SelectionStep[] | undefined;
  /** The selections that are saved in the run. */
  readonly saved: SavedSelections;
  readonly tool: Tool;
  /** For those who pick rows without a keyboard beside them: Shift and Alt win over it. */
  readonly selectMode: SelectMode;
  readonly ground: Ground;
  readonly view: View | undefined;
  readonly showLabels: boolean;
  readonly showContours: boolean;
  readonly showGrid: boolean;
  /** Whether the panel with the columns' histograms is open. */
  readonly showColumns: boolean;

  /** The run whose map is to stand beside that of `run`. */
  readonly compareWith: string | undefined;
  readonly comparison: Comparison | undefined;
  /** `run` with the other map's places: the same rows by the same numbers. */
  readonly secondRun: LoadedRun | undefined;
  readonly secondView: View | undefined;
  /** Whether both maps show the same part of the plane. */
  readonly isZoomLinked: boolean;
  /** How far the points are on their way to the other map, 0 to 1; undefined while the maps stand side by side. */
  readonly transition: number | undefined;
  /** The map that looks at this state: the second one has a run and a view of its own. */
  readonly side: Side;
}

export type AppStore = Store<AppState>;

/** Gives up the selection, and one that is being found. */
export const noSelection = { selection: undefined, selecting: undefined } as const;

export const initialState: AppState = {
  runs: undefined,
  serverGone: false,
  page: 'map',
  runName: undefined,
  run: undefined,
  loading: false,
  problem: undefined,
  notice: undefined,
  colourBy: undefined,
  colouring: createColouring(undefined, 'light'),
  legendFilter: undefined,
  focusedGroup: undefined,
  hovered: undefined,
  pinned: undefined,
  neighbours: [],
  ...noSelection,
  saved: noSavedSelections,
  tool: 'pan',
  selectMode: 'replace',
  ground: 'light',
  view: undefined,
  showLabels: true,
  showContours: false,
  showGrid: false,
  showColumns: false,

  compareWith: undefined,
  comparison: undefined,
  secondRun: undefined,
  secondView: undefined,
  isZoomLinked: true,
  transition: undefined,
  side: 'first',
};
