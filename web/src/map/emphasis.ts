/** What each point's fourth byte says about how it is drawn. */
export const emphasis = { hidden: 0, dim: 1, normal: 2 } as const;

/** How opaque a dimmed point is, as a share of the others. */
export const dimOpacity = 0.13;
