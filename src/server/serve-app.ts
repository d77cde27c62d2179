import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { CermetError, InputError } from '../core/index.js';

/**
 * An empty app that answers only requests which name this machine, so that a page elsewhere cannot read what it serves
 * through a name that points here (DNS rebinding).
 */
export function makeLocalApp(): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    const host = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(c.req.header('host') ?? '');
    if (!host) return c.text('this server answers to 127.0.0.1 only\n', 403);
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== `http://${c.req.header('host')}`)
      return c.text('this server answers to its own pages only\n', 403);
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cache-Control', 'no-store');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    if (!c.res.headers.has('Content-Security-Policy'))
      c.header('Content-Security-Policy', "frame-ancestors 'self'; object-src 'none'; base-uri 'none'");
  });
  return app;
}

/** A running server; `close` ends it and its connections. */
export interface LocalServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Serves an app on 127.0.0.1.
 *
 * @param port [1] 0 takes any free one
 */
export async function serveApp(app: Hono, port = 0): Promise<LocalServer> {
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        fail(new InputError(`port ${port} is taken`, { hint: 'choose another with --port, or leave it out' }));
      else fail(new CermetError('server', `the server cannot start: ${error.message}`, { cause: error }));
    });
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
