type Place = readonly [number, number];

/**
 * A line with fewer corners that strays from the given one by at most `tolerance` (Ramer 1972; Douglas and Peucker 1973):
 * a hand draws hundreds of corners, and a link has to hold them.
 */
export function simplify(path: readonly Place[], tolerance: number): Place[] {
  const keeps = new Uint8Array(path.length);
  keeps[0] = keeps[path.length - 1] = 1;
  const open: [number, number][] = [[0, path.length - 1]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [first, last] = part;
    let farthest = first;
    let most = tolerance;
    for (let i = first + 1; i < last; i++) {
      const distance = distanceToSegment(path[i], path[first], path[last]);
      if (distance <= most) continue;
      most = distance;
      farthest = i;
    }
    if (farthest === first) continue;
    keeps[farthest] = 1;
    open.push([first, farthest], [farthest, last]);
  }
  return path.filter((_, i) => keeps[i]);
}

function distanceToSegment([x, y]: Place, [ax, ay]: Place, [bx, by]: Place): number {
  const square = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = square === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square;
  const share = Math.max(0, Math.min(1, along));
  return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
}
