import { describe, it } from 'vitest';
import { COUNT, mutateReader, samplesByReader, SEED } from './mutate-readers.js';

describe(`${COUNT} damaged binary files a reader, seed ${SEED}`, () => {
  it.each(samplesByReader(false))('%s gives a result or a CermetError', mutateReader);
});
