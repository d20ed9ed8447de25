/** What a layer's kernel can do to its sums, by its number in `kernels/activations.as.ts`. */
export const activations = { linear: 0, relu: 1, sigmoid: 2, elu: 3 } as const;

export type Activation = keyof typeof activations;
