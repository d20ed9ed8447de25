/**
 * The `k` rows nearest to `row` by Euclidean distance, nearest first, without the row itself; of equally distant rows
 * the first comes first. Looks at every row: some milliseconds for 70,000 rows of 32 numbers.
 *
 * @param values `n x columns`, row-major.
 */
export function nearestRows(values: Float32Array, columns: number, row: number, k: number): number[] {
  const rows: number[] = [];
  const squares: number[] = [];
  const start = row * columns;
  for (let other = 0; other < values.length / columns; other++) {
    if (other === row) continue;
    const bound = rows.length < k ? Number.POSITIVE_INFINITY : squares[k - 1];
    let square = 0;
    for (let j = 0, at = other * columns; j < columns && square < bound; j++, at++) {
      const difference = values[start + j] - values[at];
      square += difference * difference;
    }
    if (square >= bound) continue;
    let position = rows.length;
    while (position > 0 && squares[position - 1] > square) position--;
    rows.splice(position, 0, other);
    squares.splice(position, 0, square);
    if (rows.length > k) {
      rows.pop();
      squares.pop();
    }
  }
  return rows;
}
