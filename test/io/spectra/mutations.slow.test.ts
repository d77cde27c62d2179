import { describe, it } from 'vitest';
import { makeNxmpes } from './make-nxmpes.js';
import { mutateSpectrum } from './mutate-spectra.js';
import { makeSpectrumFiles } from './samples.js';

describe('damaged spectra and pictures, many', async () => {
  for (const sample of await makeSpectrumFiles())
    it(`${sample.reader} survives ${sample.name}`, () => mutateSpectrum(sample, 10_000, 20_261_130));
  // Each copy that is refused costs a thread, half a second.
  it('nxmpes survives a.nxs', async () => {
    const energy = Float64Array.from({ length: 40 }, (_, i) => 185 + 0.2 * i);
    const intensity = energy.map((_, i) => 300 + i);
    const bytes = await makeNxmpes([{ entry: 'B1s', energy, type: 'binding', intensity, units: 'counts' }]);
    await mutateSpectrum({ reader: 'nxmpes', name: 'a.nxs', bytes }, 500, 20_261_130);
  });
});
