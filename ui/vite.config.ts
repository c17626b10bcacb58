import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The policy of the packaged windows, so that `npm run preview` breaks where they would. */
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "font-src 'self'",
  'connect-src ipc: http://ipc.localhost',
].join('; ');

/** A demo desk in the real app would show invented figures as if they were true. */
const noDemoInProduction: Plugin = {
  name: 'no-demo-in-production',
  apply: 'build',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const demo = Object.keys(file.modules).find((id) => /\/src\/demo\/|\/api\/mocks|fake\.ts$/.test(id));
      if (demo) this.error(`${demo} must not be in the production bundle`);
    }
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), svelteTesting(), ...(mode === 'production' ? [noDemoInProduction] : [])],
  resolve: { alias: { '@': here('./src') } },
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true, headers: { 'Content-Security-Policy': csp } },
  build: {
    outDir: mode === 'demo' ? 'dist-demo' : 'dist',
    emptyOutDir: true,
    // The oldest engines the app runs on: WebKitGTK 2.50 and an evergreen WebView2.
    target: ['chrome123', 'safari17.5'],
    // A data: URI would be refused by the policy above.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { staff: here('./index.html'), client: here('./client.html') } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/tests/setup.ts'],
    include: ['src/**/*.test.ts'],
    css: false,
    restoreMocks: true,
    // Left to itself, Vitest leaves one of two cores idle.
    maxWorkers: '100%',
    // A busy machine is slow; what these tests say must not depend on it.
    testTimeout: 30_000,
  },
}));
