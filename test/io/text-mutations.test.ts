import { describe, it } from 'vitest';
import { COUNT, mutateReader, samplesByReader, SEED } from './mutate-readers.js';

describe(`${COUNT} damaged text files a reader, seed ${SEED}`, () => {
  it.each(samplesByReader(true))('%s gives a result or a CermetError', mutateReader);
});
