export type { CategoryColumn, Column, Dataset, Features, ImageShape } from './data/dataset.js';
export type { Scaling } from './data/scaling.js';
export { InterruptedError, UserError } from './errors.js';
export type { Message, NewRunEvent, Progress, RunEvent, StageName, Values } from './store/events.js';
export { stageNames } from './store/events.js';
