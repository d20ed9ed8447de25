/** The row whose nearest other point is farthest away: no other can be under the pointer. */
export function mostRemote(
  x: Float32Array,
  y: Float32Array,
  accepts: (row: number) => boolean = () => true,
): number {
  let best = -1;
  let most = -1;
  for (let row = 0; row < x.length; row++) {
    if (!accepts(row)) continue;
    let nearest = Infinity;
    for (let other = 0; other < x.length; other++)
      if (other !== row) nearest = Math.min(nearest, (x[row] - x[other]) ** 2 + (y[row] - y[other]) ** 2);
    if (nearest > most) {
      most = nearest;
      best = row;
    }
  }
  return best;
}
