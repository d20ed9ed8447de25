// What spreading to a grid and reading from it do to a spectrum, and its correction.

/**
 * The correction of one axis for spreading and reading through quintic B-splines: for frequencies 0 to length/2, four float64:
 * 1 / (sinc^12 a), a, b and t², where t = pi k / length and a, b are sums over aliases. Together the two axes
 * give the influence function that is best for forces (Hockney and Eastwood 1988; Ballenegger et al. 2012), for a
 * kernel without content beyond the grid's own frequencies.
 */
export function axisInfluence(chunk: i32, thread: i32, length: i32, out: usize): void {
  for (let k = 0; k <= length / 2; k++) {
    const t = max(1e-4, (Math.PI * k) / length);
    let a: f64 = 0;
    let b: f64 = 0;
    for (let alias = -3; alias <= 3; alias++) {
      const ratio = t / (t + Math.PI * alias);
      const square = ratio * ratio;
      const tenth = square * square * square * square * square;
      a += tenth * square;
      b += tenth * t * t;
    }
    const sinc = Math.sin(t) / t;
    const cube = sinc * sinc * sinc;
    const at = out + ((<usize>k) << 5);
    store<f64>(at, 1 / (cube * cube * cube * cube * a));
    store<f64>(at, a, 8);
    store<f64>(at, b, 16);
    store<f64>(at, t * t, 24);
  }
}
