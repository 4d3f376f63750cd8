import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import rtl from 'postcss-rtlcss';
import { Mode } from 'postcss-rtlcss/options';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where the dev server finds the API; the built UI is served by the API itself and needs none. */
const apiOrigin = process.env.CADENZA_API_ORIGIN ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: here('.'),
  plugins: [react()],
  css: {
    postcss: {
      // Blueprint knows only left and right: the mirrored rules are added for `dir=rtl`, ours are logical already.
      plugins: [rtl({ mode: Mode.override })],
    },
  },
  server: {
    proxy: {
      '/v1': { target: apiOrigin, changeOrigin: false },
      '/docs': { target: apiOrigin, changeOrigin: false },
      '^/(f|hooks)/': { target: apiOrigin, changeOrigin: false },
    },
  },
  build: {
    outDir: here('../dist/ui'),
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        advancedChunks: {
          groups: [
            { name: 'react', priority: 2, test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
            // One request instead of sixty; Blueprint's icon paths by name stay out, nothing of ours loads them.
            { name: 'blueprint', priority: 1, test: /@blueprintjs\/(core\/|icons\/lib\/esm\/generated\/components\/)/ },
          ],
        },
      },
    },
  },
});
