import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Transforms of Vega that no Vega-Lite figure compiles to. */
const UNUSED = ['vega-force', 'vega-hierarchy', 'vega-label', 'vega-wordcloud', 'vega-crossfilter'];

/** Leaves unused transforms out of the page; a figure that names one keeps the drawing that was made with the page. */
const leaveOut = {
  name: 'leave-out',
  enforce: 'pre',
  resolveId: (id) => (UNUSED.includes(id) ? `\0${id}` : undefined),
  load: (id) => (UNUSED.includes(id.slice(1)) && id.startsWith('\0') ? 'export {};' : undefined),
};

/** moyo's WebAssembly is given by its caller: the package's own way to it would carry it a second time. */
const oneMoyo = {
  name: 'one-moyo',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('moyo_wasm.js')) return undefined;
    const address = "new URL('moyo_wasm_bg.wasm', import.meta.url)";
    if (!code.includes(address)) throw new Error(`${id} no longer holds ${address}`);
    return code.replace(address, 'undefined');
  },
};

/**
 * uPlot asks for its canvas without a word on how it is drawn: a line of thousands of pieces is drawn faster in memory
 * than handed to a graphics card piece by piece, by half where there is none.
 */
const canvasInMemory = {
  name: 'canvas-in-memory',
  enforce: 'pre',
  transform(code, id) {
    if (!/uplot.dist.uPlot.*js$/.test(id)) return undefined;
    const asked = 'can.getContext("2d")';
    if (!code.includes(asked)) throw new Error(`${id} no longer holds ${asked}`);
    return code.replace(asked, 'can.getContext("2d", { willReadFrequently: true })');
  },
};

const pack = (bytes) => gzipSync(bytes, { level: 9 });

/** Keeps scripts that travel in a page packed beside them, so that no page is packed twice. */
const packScripts = {
  name: 'pack-scripts',
  generateBundle(_options, bundle) {
    for (const [fileName, file] of Object.entries(bundle)) {
      if (file.type !== 'chunk') continue;
      delete bundle[fileName];
      this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: pack(file.code) });
    }
  },
};

const ENTRIES = {
  report: { entry: 'report-client.ts', file: 'report-client', packed: false },
  workbench: { entry: 'workbench-client.tsx', file: 'workbench-client', packed: false },
  'workbench-drawing': { entry: 'workbench-drawing.ts', file: 'workbench-drawing', packed: true },
  'workbench-worker': { entry: 'workbench-worker.ts', file: 'workbench-worker', packed: true },
  'workbench-hdf5': { entry: 'workbench-hdf5.ts', file: 'workbench-hdf5', packed: true },
};

/** What parts of the page are called by, where another script calls them. */
const NAMES = { 'workbench-drawing': 'CermetDrawing', 'workbench-hdf5': 'CermetHdf5' };

/**
 * Builds a page's script and style, one file each, for its renderer to put into the page: that of reports, or `--mode
 * workbench` the workbench, whose other parts are of modes of their own: what draws, and what its workers run.
 */
export default defineConfig(({ mode }) => {
  const page = mode in ENTRIES ? mode : 'report';
  const { entry, file, packed } = ENTRIES[page];
  return {
    root: new URL('../src/ui', import.meta.url).pathname,
    plugins: [leaveOut, oneMoyo, canvasInMemory, ...(packed ? [packScripts] : [])],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    // A page has no packages to resolve: what asks for them has a thread of Node's.
    define: {
      'process.env.NODE_ENV': '"production"',
      'import.meta.resolve': 'undefined',
      'import.meta.url': 'undefined',
    },
    build: {
      outDir: '../../dist/ui',
      emptyOutDir: false,
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      reportCompressedSize: false,
      rolldownOptions: { checks: { pluginTimings: false } },
      lib: {
        entry,
        formats: ['iife'],
        name: NAMES[page] ?? 'CermetPage',
        fileName: () => `${file}.js`,
        cssFileName: file,
      },
    },
  };
});
