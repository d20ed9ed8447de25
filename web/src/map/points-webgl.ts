import { leastOpacity, levelsPerOctave, opacityAlone, overlapOf } from './crowding.js';
import { dimOpacity, emphasis } from './emphasis.js';
import { type DrawOptions, drawingOrder, type PointRenderer, sizeCanvas } from './points.js';

/** Opacity as `opacityOf` has it. */
const vertexShader = `#version 300 es
in float x;
in float y;
in vec4 appearance;
in float level;
uniform vec2 scale;
uniform vec2 offset;
uniform float diameter;
uniform float pass;
uniform float overlap;
uniform float strength;
out vec3 colour;
out float opacity;
void main() {
  float m = max(0.001, (exp2(level * 255.0 / ${levelsPerOctave}.0) - 1.0) * overlap);
  opacity = strength * max(${leastOpacity}, log(1.0 + ${opacityAlone} * m) / m);
  float emphasis = floor(appearance.a * 255.0 + 0.5);
  colour = appearance.rgb;
  gl_Position = emphasis == pass ? vec4(vec2(x, y) * scale + offset, 0.0, 1.0) : vec4(2.0, 2.0, 0.0, 1.0);
  gl_PointSize = diameter;
}`;

const fragmentShader = `#version 300 es
precision highp float;
in vec3 colour;
in float opacity;
uniform float diameter;
out vec4 pixel;
void main() {
  float fromCentre = length(gl_PointCoord - 0.5) * diameter;
  float alpha = opacity * clamp(diameter * 0.5 - fromCentre, 0.0, 1.0);
  pixel = vec4(colour * alpha, alpha);
}`;

/**
 * Begins a renderer on WebGL 2; undefined where the browser has none. The function that it returns completes it: best not at
 * once, because until the shaders are compiled and linked, each question about them would have the page wait.
 */
export function beginWebGLPoints(canvas: HTMLCanvasElement): (() => PointRenderer) | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true, alpha: true });
  if (!gl) return undefined;
  const program = startLinking(gl);
  return () => createRenderer(canvas, gl, program);
}

function createRenderer(
  canvas: HTMLCanvasElement,
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
): PointRenderer {
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(`the point shader does not link: ${gl.getProgramInfoLog(program)}`);
  const uniform = (name: string) => gl.getUniformLocation(program, name);
  const [scale, offset, diameter, overlap, strength, pass] = [
    'scale',
    'offset',
    'diameter',
    'overlap',
    'strength',
    'pass',
  ].map(uniform);
  const vertices = gl.createVertexArray();
  const [xs, ys, appearances, levels, order] = Array.from({ length: 5 }, () => gl.createBuffer());
  let points = 0;
  let pixelRatio = 1;
  let hasDim = false;
  let cell = 1;
  /** Where points are drawn out of sight. */
  const unseen = gl.createFramebuffer();
  const unseenPixels = gl.createRenderbuffer();
  let isUnseenSized = false;
  /** Each is passed once all that was told before is drawn. */
  const fences: WebGLSync[] = [];

  gl.useProgram(program);
  gl.bindVertexArray(vertices);
  attribute('x', xs, 1, gl.FLOAT, false);
  attribute('y', ys, 1, gl.FLOAT, false);
  attribute('appearance', appearances, 4, gl.UNSIGNED_BYTE, true);
  attribute('level', levels, 1, gl.UNSIGNED_BYTE, true);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

  function attribute(
    name: string,
    buffer: WebGLBuffer,
    size: number,
    type: number,
    normalised: boolean,
  ): void {
    const location = gl.getAttribLocation(program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, type, normalised, 0, 0);
  }

  /** Draws points from `from` to before `to` of the drawing order, if they have this emphasis. */
  function drawPass(which: number, alpha: number, from: number, to: number): void {
    gl.uniform1f(pass, which);
    gl.uniform1f(strength, alpha);
    gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, 4 * from);
  }

  function passes(): readonly (readonly [which: number, alpha: number])[] {
    return hasDim
      ? [
          [emphasis.dim, dimOpacity],
          [emphasis.normal, 1],
        ]
      : [[emphasis.normal, 1]];
  }

  /** Clears what is drawn on and tells the shader what it draws. Returns how many points. */
  function begin({ projection, size, limit, ...style }: DrawOptions): number {
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(scale, (2 * projection.scale) / size.width, (2 * projection.scale) / size.height);
    gl.uniform2f(offset, (2 * projection.left) / size.width - 1, 1 - (2 * projection.top) / size.height);
    gl.uniform1f(diameter, style.diameter * pixelRatio + 1);
    const count = Math.min(points, limit);
    gl.uniform1f(overlap, overlapOf(cell, projection.scale, style.diameter, count / points));
    return count;
  }

  function raiseFence(): void {
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (fence) fences.push(fence);
    gl.flush();
  }

  function sizeUnseen(): void {
    gl.bindRenderbuffer(gl.RENDERBUFFER, unseenPixels);
    gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, canvas.width, canvas.height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, unseen);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, unseenPixels);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    isUnseenSized = true;
  }

  function showUnseen(): void {
    const { width, height } = canvas;
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, unseen);
    gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    gl.bindFramebuffer(gl.READ_FRAMEBUFFER, null);
  }

  return {
    setPositions(x, y) {
      for (const [buffer, values] of [
        [xs, x],
        [ys, y],
      ] as const) {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
      }
      if (points === x.length) return;
      points = x.length;
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, drawingOrder(points), gl.STATIC_DRAW);
    },
    setAppearance(rgba) {
      hasDim = false;
      for (let i = 3; i < rgba.length && !hasDim; i += 4) hasDim = rgba[i] === emphasis.dim;
      gl.bindBuffer(gl.ARRAY_BUFFER, appearances);
      gl.bufferData(gl.ARRAY_BUFFER, rgba, gl.DYNAMIC_DRAW);
    },
    setCrowding(crowding) {
      cell = crowding.cell;
      gl.bindBuffer(gl.ARRAY_BUFFER, levels);
      gl.bufferData(gl.ARRAY_BUFFER, crowding.levels, gl.DYNAMIC_DRAW);
    },
    resize({ width, height }, ratio) {
      pixelRatio = ratio;
      sizeCanvas(canvas, { width, height }, ratio);
      gl.viewport(0, 0, canvas.width, canvas.height);
      isUnseenSized = false;
    },
    draw(options) {
      const count = begin(options);
      for (const [which, alpha] of passes()) drawPass(which, alpha, 0, count);
      raiseFence();
    },
    *drawSteps(options, piece = () => points) {
      if (!isUnseenSized) sizeUnseen();
      gl.bindFramebuffer(gl.FRAMEBUFFER, unseen);
      const count = begin(options);
      for (const [which, alpha] of passes())
        for (let from = 0; from < count; ) {
          const to = Math.min(count, from + piece());
          gl.bindFramebuffer(gl.FRAMEBUFFER, unseen);
          drawPass(which, alpha, from, to);
          gl.bindFramebuffer(gl.FRAMEBUFFER, null);
          raiseFence();
          from = to;
          yield;
        }
      showUnseen();
    },
    undone() {
      const isPassed = (fence: WebGLSync) =>
        gl.isContextLost() || gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED;
      while (fences.length > 0 && isPassed(fences[0])) gl.deleteSync(fences.shift()!);
      return fences.length;
    },
    destroy() {
      for (const buffer of [xs, ys, appearances, levels, order]) gl.deleteBuffer(buffer);
      gl.deleteFramebuffer(unseen);
      gl.deleteRenderbuffer(unseenPixels);
      for (const fence of fences) gl.deleteSync(fence);
      gl.deleteVertexArray(vertices);
      gl.deleteProgram(program);
    },
  };
}

function startLinking(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return program;
}
