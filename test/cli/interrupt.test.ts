import { expect, it, vi } from 'vitest';

it('what keeps nothing leaves Ctrl-C to the system, which is heard while a thread is busy', async () => {
  vi.resetModules();
  const { interruptSignal, makeCliContext } = await import('../../src/cli/context.js');
  const listeners = () => [...process.listeners('SIGINT'), ...process.listeners('SIGTERM')];
  const before = listeners();
  const reading = makeCliContext('reading', { keepsNothing: true });
  expect(listeners()).toEqual(before);

  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = process.exitCode;
  try {
    const signal = interruptSignal();
    const own = listeners().filter((l) => !before.includes(l));
    expect(own).toHaveLength(2);
    // The first is answered in words; from then on the system ends the process.
    own[0]('SIGINT');
    expect(signal.aborted).toBe(true);
    expect(reading.signal.aborted).toBe(false);
    expect(listeners()).toEqual(before);
  } finally {
    process.exitCode = code;
    said.mockRestore();
  }
});
