import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** Who may use a server: a browser that was opened with its token. */
export interface Guard {
  /** To be put into the opened address, as `?token=…`. */
  token: string;
  /**
   * Lets through whoever holds the token; gives the cookie to whoever brings it in the address. Every write must also
   * come from this page.
   */
  handler: MiddlewareHandler;
}

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * A guard with a token of its own. The token in the opened address becomes a cookie that scripts cannot see and other
 * sites cannot send; every request must name this machine as its host, and every write must say that it comes from
 * here.
 */
export function makeGuard(token = randomBytes(24).toString('base64url')): Guard {
  return {
    token,
    async handler(c, next) {
      const host = c.req.header('host') ?? '';
      const name = cookieName(host);
      const brought = c.req.query('token');
      const known = isSame(token, getCookie(c, name));
      if (!known && !(c.req.method === 'GET' && brought !== undefined && isSame(token, brought)))
        return refuse(c, 'this address needs its token: open the one that cermet open printed');
      if (WRITES.has(c.req.method) && c.req.header('origin') !== `http://${host}`)
        return refuse(c, 'this request does not come from the workbench’s own page');
      const site = c.req.header('sec-fetch-site');
      if (c.req.path.startsWith('/api/') && site !== undefined && site !== 'same-origin')
        return refuse(c, 'this request does not come from the workbench’s own page');
      if (!known) setCookie(c, name, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      await next();
    },
  };
}

/** Cookies know no ports: two workbenches on one machine have one each. */
const cookieName = (host: string): string => `cermet-${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;

const refuse = (c: Context, why: string): Response => c.json({ error: why }, 403);

/** Compares without telling by the time it takes where two texts differ. */
function isSame(a: string, b: string | undefined): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return b !== undefined && timingSafeEqual(hash(a), hash(b));
}
