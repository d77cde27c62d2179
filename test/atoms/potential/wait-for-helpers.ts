import { vi } from 'vitest';
import { Crew } from '../../../src/atoms/potential/crew.js';

/** Computes until threads that help have taken part: from then on they run. */
export async function waitForHelpers(compute: () => unknown): Promise<void> {
  const run = Crew.prototype.run;
  let helped = false;
  const spy = vi.spyOn(Crew.prototype, 'run').mockImplementation(function (this: Crew, bounds) {
    let own = 0;
    const crew = this as unknown as { evaluate(...args: number[]): void };
    const { evaluate } = crew;
    crew.evaluate = (...args) => {
      own++;
      evaluate(...args);
    };
    run.call(this, bounds);
    crew.evaluate = evaluate;
    helped ||= own < bounds.length - 1;
  });
  while (!helped) {
    compute();
    await new Promise<void>((done) => void setImmediate(done));
  }
  spy.mockRestore();
}
