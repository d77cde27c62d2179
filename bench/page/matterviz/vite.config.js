import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  worker: { format: 'es' },
  build: { lib: { entry: 'page.js', formats: ['iife'], name: 'Page', fileName: () => 'page.js', cssFileName: 'page' } },
});
