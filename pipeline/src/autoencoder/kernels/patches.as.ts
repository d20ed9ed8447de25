// A convolution as a matrix product: the patch of the image under each place of the filter becomes a row of a matrix
// (`count·outHeight·outWidth x filterHeight·filterWidth·channels`), zeros where it hangs over the edge.
// Images are row-major, channels last.

/** Images to patches; writes every number of `patches`. */
export function gatherPatches(
  images: usize,
  patches: usize,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixel = <usize>channels * 4;
  for (let image = 0; image < count; image++) {
    const base = images + <usize>(image * height * width) * pixel;
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let i = 0; i < filterHeight; i++) {
          const y = row * strideHeight - padTop + i;
          for (let j = 0; j < filterWidth; j++, patches += pixel) {
            const x = column * strideWidth - padLeft + j;
            if (y < 0 || y >= height || x < 0 || x >= width) memory.fill(patches, 0, pixel);
            else memory.copy(patches, base + <usize>(y * width + x) * pixel, pixel);
          }
        }
      }
    }
  }
}

/** The transpose of `gatherPatches`: adds every number of the patches to the pixel it came from. */
export function scatterPatches(
  patches: usize,
  images: usize,
  count: i32,
  height: i32,
  width: i32,
  channels: i32,
  filterHeight: i32,
  filterWidth: i32,
  outHeight: i32,
  outWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  padTop: i32,
  padLeft: i32,
): void {
  const pixel = <usize>channels * 4;
  memory.fill(images, 0, <usize>(count * height * width) * pixel);
  for (let image = 0; image < count; image++) {
    const base = images + <usize>(image * height * width) * pixel;
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        for (let i = 0; i < filterHeight; i++) {
          const y = row * strideHeight - padTop + i;
          for (let j = 0; j < filterWidth; j++, patches += pixel) {
            const x = column * strideWidth - padLeft + j;
            if (y < 0 || y >= height || x < 0 || x >= width) continue;
            addTo(base + <usize>(y * width + x) * pixel, patches, pixel);
          }
        }
      }
    }
  }
}

function addTo(to: usize, from: usize, bytes: usize): void {
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
  for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(to + at) + load<f32>(from + at));
}
