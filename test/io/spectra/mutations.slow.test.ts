import { describe, it } from 'vitest';
import { mutateSpectrum } from './mutate-spectra.js';
import { makeSpectrumFiles } from './samples.js';

describe('damaged spectra and pictures, many', async () => {
  for (const sample of await makeSpectrumFiles())
    it(`${sample.reader} survives ${sample.name}`, () => mutateSpectrum(sample, 10_000, 20_261_130));
});
