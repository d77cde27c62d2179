import { defineConfig } from 'vite';

/** Builds the report's script and style, one file each, for `renderReport` to put into the page. */
export default defineConfig({
  root: import.meta.dirname,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: false,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
    lib: { entry: 'report-client.ts', formats: ['iife'], name: 'CermetReport', fileName: () => 'report-client.js', cssFileName: 'report-client' },
  },
});
