import { defineConfig } from 'vite';

export default defineConfig({
  worker: { rolldownOptions: { output: { comments: false } } },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: ['index.html', 'sweep.html'] },
  },
  server: { proxy: { '/api': 'http://localhost:4173' } },
});
