import { defineConfig, type Plugin } from 'vite';

/** Transforms of Vega that no Vega-Lite figure compiles to. */
const UNUSED = ['vega-force', 'vega-hierarchy', 'vega-label', 'vega-wordcloud', 'vega-crossfilter'];

/** Leaves unused transforms out of the page; a figure that names one keeps the drawing that was made with the page. */
const leaveOut: Plugin = {
  name: 'leave-out',
  enforce: 'pre',
  resolveId: (id) => (UNUSED.includes(id) ? `\0${id}` : undefined),
  load: (id) => (UNUSED.includes(id.slice(1)) && id.startsWith('\0') ? 'export {};' : undefined),
};

/**
 * Builds a page's script and style, one file each, for its renderer to put into the page: that of reports, or `--mode
 * workbench` the workbench.
 */
export default defineConfig(({ mode }) => {
  const page = mode === 'workbench' ? mode : 'report';
  return {
    root: import.meta.dirname,
    plugins: [leaveOut],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    // A page has no packages to resolve: what asks for them has a thread of Node's.
    define: { 'process.env.NODE_ENV': '"production"', 'import.meta.resolve': 'undefined' },
    build: {
      outDir: '../../dist/ui',
      emptyOutDir: false,
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      reportCompressedSize: false,
      rolldownOptions: { checks: { pluginTimings: false } },
      lib: {
        entry: page === 'workbench' ? 'workbench-client.tsx' : `${page}-client.ts`,
        formats: ['iife'],
        name: 'CermetPage',
        fileName: () => `${page}-client.js`,
        cssFileName: `${page}-client`,
      },
    },
  };
});
