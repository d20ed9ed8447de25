export type { CategoryColumn, Column, Dataset, Features, ImageShape } from './data/dataset.js';
export type { Scaling } from './data/scaling.js';
export { InterruptedError, UserError } from './errors.js';
export type { QualityReport } from './quality/report.js';
export { type DatasetDescription, readDatasetDescription, type Thumbnails } from './store/dataset-folder.js';
export type { Message, NewRunEvent, Progress, RunEvent, StageName, Values } from './store/events.js';
export { stageNames } from './store/events.js';
export { type Manifest, readManifest } from './store/manifest.js';
export { runPath } from './store/run-folder.js';
export {
  findRun,
  listRuns,
  type RunStatus,
  type RunSummary,
  readEvents,
  removeRun,
  runStatus,
} from './store/runs.js';
export {
  type NewSelection,
  newSelectionSchema,
  readSelections,
  removeSelection,
  type SavedSelection,
  type SavedSelections,
  saveSelection,
  selectionLimits,
  type UnusableSelection,
} from './store/selections.js';
export { listSweeps, readSweep, type SweepRecord, type SweepSummary, sweepMapsFile } from './store/sweeps.js';
