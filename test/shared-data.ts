import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

const root = fileURLToPath(new URL('../../shared/data/', import.meta.url));

/** Path of a real file in the shared data folder that may stand beside a checkout. */
export function sharedPath(path: string): string {
  return root + path;
}

export const hasSharedData = existsSync(root);

/**
 * A `describe` that is skipped, visibly, where the shared data is absent; its body, which may read files at once, does
 * not run then.
 */
export function describeShared(name: string, body: () => void): void {
  if (hasSharedData) describe(name, body);
  else describe.skip(name, () => it('needs ../shared/data', () => {}));
}
if (!hasSharedData) console.log('tests on real files are skipped: ../shared/data is not beside this checkout');
