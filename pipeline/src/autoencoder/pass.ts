/** What lets rows pass through a trained network. What it returns stays until its next call. */
export interface Pass {
  /** Rows that pass through at once, at most. */
  readonly rowsATime: number;
  /** The codes of rows, `rows.length x codeSize`. @param rows their indices */
  codes(rows: Uint32Array): Float32Array;
  /** Mean squared error of what the decoder makes of the rows' codes: one number a row, in scaled units. */
  errors(rows: Uint32Array, codes: Float32Array): Float32Array;
  close(): void;
}
