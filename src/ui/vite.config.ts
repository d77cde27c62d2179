import { defineConfig } from 'vite';

/** Builds a page's script and style, one file each, for its renderer to put into the page: that of reports, or `--mode cells` that of virtual cells. */
export default defineConfig(({ mode }) => {
  const page = mode === 'cells' ? 'cells' : 'report';
  return {
    root: import.meta.dirname,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: '../../dist/ui',
      emptyOutDir: false,
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      reportCompressedSize: false,
      lib: {
        entry: `${page}-client.ts`,
        formats: ['iife'],
        name: 'CermetPage',
        fileName: () => `${page}-client.js`,
        cssFileName: `${page}-client`,
      },
    },
  };
});
