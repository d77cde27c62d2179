import { describe, it } from 'vitest';
import { mutateSpectrum } from './mutate-spectra.js';
import { makeSpectrumFiles } from './samples.js';

describe('damaged spectra and pictures', async () => {
  for (const sample of await makeSpectrumFiles())
    it(`${sample.reader} survives ${sample.name}`, () => mutateSpectrum(sample, 500, 20_261_129));
});
