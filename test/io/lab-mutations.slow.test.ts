import { describe, it } from 'vitest';
import { labSamplesByReader } from './make/lab-by-reader.js';
import { COUNT, mutateReader, SEED } from './mutate-readers.js';

describe(`${COUNT} damaged files a reader of the laboratory, seed ${SEED}`, () => {
  it.each(labSamplesByReader())('%s gives a result or a CermetError', (id, files) => mutateReader(id, files));
});
