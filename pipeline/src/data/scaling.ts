/**
 * How raw feature values become the numbers a network sees: `scaled = (raw - offset) * factor`, column by column.
 * The rule is stored with the model, so that new rows are treated exactly as the training rows were.
 */
export interface Scaling {
  /** What the rule is called in messages and in the manifest. */
  readonly rule: 'none' | 'unit' | 'standardise' | 'minmax';
  /** Subtracted from every raw value; one number for all columns, or one per column. */
  readonly offset: number | readonly number[];
  /** Multiplied after the offset was taken away; one number for all columns, or one per column. */
  readonly factor: number | readonly number[];
}

/** Values are used as they are. */
export const noScaling: Scaling = { rule: 'none', offset: 0, factor: 1 };

/** Bytes 0…255 to [0, 1], as for images. */
export const byteScaling: Scaling = { rule: 'unit', offset: 0, factor: 1 / 255 };
