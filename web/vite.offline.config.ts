import { defineConfig } from 'vite';

/** Builds the script and the style that the page puts into a map of one file, each as one file without imports. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    emptyOutDir: false,
    lib: {
      entry: 'src/offline/main.ts',
      formats: ['iife'],
      name: 'latentscape',
      fileName: () => 'offline.js',
      cssFileName: 'offline',
    },
  },
});
