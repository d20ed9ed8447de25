// The bare example of regl-scatterplot's README, on the points of a run: `?map=` is the address of its embedding.arrow.
import { tableFromIPC } from '@uwdata/flechette';
import createScatterplot from 'regl-scatterplot';

const canvas = document.querySelector('#canvas');
const { width, height } = canvas.getBoundingClientRect();
const colours = '#3568e3 #f09aa5 #04695f #adc905 #6f389f #3fcaf4 #b89757 #c65aa8 #938dfc #7a7c05'.split(' ');
const scatterplot = createScatterplot({
  canvas,
  width,
  height,
  pointSize: 3,
  opacityBy: 'density',
  colorBy: 'valueA',
  pointColor: colours,
});
let hovered = false;
scatterplot.subscribe('pointOver', () => {
  hovered = true;
});
scatterplot.subscribe('pointOut', () => {
  hovered = false;
});
window.isHovered = () => hovered;

const response = await fetch(new URLSearchParams(location.search).get('map'));
const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
const column = (name) => table.getChild(name).toArray();
const [x, y] = [normalised(column('x')), normalised(column('y'))];
const z = Float32Array.from(column('label'), Number);
await scatterplot.draw({ x, y, z });
performance.mark('all-points-drawn');

/** regl-scatterplot wants coordinates between -1 and 1. */
function normalised(values) {
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  return Float32Array.from(values, (value) => ((value - low) / (high - low)) * 1.9 - 0.95);
}
