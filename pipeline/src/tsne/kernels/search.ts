/**
 * The readable twin of the kernel `search`: the k nearest of `data` to each query, by sorting all of them.
 *
 * @param queries `m x columns`; without them the data's own rows, none its own neighbour
 */
export function searchTwin(
  data: Float32Array,
  columns: number,
  k: number,
  queries?: Float32Array,
): { indices: number[]; distances: number[] } {
  const asked = queries ?? data;
  const indices: number[] = [];
  const distances: number[] = [];
  for (let q = 0; q < asked.length / columns; q++) {
    const ranked = Array.from({ length: data.length / columns }, (_, row) => {
      let squared = 0;
      for (let c = 0; c < columns; c++) squared += (asked[q * columns + c] - data[row * columns + c]) ** 2;
      return { row, distance: Math.sqrt(squared) };
    }).filter(({ row }) => queries || row !== q);
    ranked.sort((a, b) => a.distance - b.distance || a.row - b.row);
    for (const { row, distance } of ranked.slice(0, k)) {
      indices.push(row);
      distances.push(distance);
    }
  }
  return { indices, distances };
}
