import type { Hono } from 'hono';
import { makeLocalApp } from './serve-app.js';

/** The handler that shows one page, at `/`. */
export function makePageApp(html: string): Hono {
  const app = makeLocalApp();
  app.get('/', (c) => c.html(html));
  app.notFound((c) => c.text('there is no such file\n', 404));
  return app;
}
