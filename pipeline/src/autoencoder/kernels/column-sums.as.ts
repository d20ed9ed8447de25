/** Sums over the rows of a row-major `rows x columns` matrix: the gradient of a bias. `sums` is written whole. */
export function columnSums(matrix: usize, sums: usize, rows: i32, columns: i32): void {
  const rowBytes = <usize>columns * 4;
  memory.fill(sums, 0, rowBytes);
  for (let row = 0; row < rows; row++, matrix += rowBytes) {
    let at: usize = 0;
    for (; at + 16 <= rowBytes; at += 16) {
      v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(matrix + at)));
    }
    for (; at < rowBytes; at += 4) store<f32>(sums + at, load<f32>(sums + at) + load<f32>(matrix + at));
  }
}
