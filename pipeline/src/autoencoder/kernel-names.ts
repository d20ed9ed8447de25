/** `{targets, logits} -> [mean loss, gradient of the logits]`. */
export const SigmoidCrossEntropy = 'SigmoidCrossEntropy';
/** `{weight, gradient, mean, square} -> new weight`; the moments change in place. Attributes: `AdamAttributes`. */
export const AdamStep = 'AdamStep';

export interface AdamAttributes {
  /** The learning rate with both bias corrections folded in. */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}
