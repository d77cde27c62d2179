import { makeLabSamples } from './lab-samples.js';
import type { Sample } from './samples.js';

/** Samples of each reader of the laboratory. */
export function labSamplesByReader(): [string, Sample[]][] {
  const byReader = new Map<string, Sample[]>();
  for (const sample of makeLabSamples()) byReader.set(sample.reader, [...(byReader.get(sample.reader) ?? []), sample]);
  return [...byReader];
}
