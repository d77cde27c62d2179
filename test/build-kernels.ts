import { execFileSync } from 'node:child_process';

/** Tests run on the sources, which import the built kernels. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--kernels'], { stdio: 'inherit' });
}
