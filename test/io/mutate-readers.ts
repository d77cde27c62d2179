import { expect } from 'vitest';
import { CermetError, makeRng, type Recording, type Rng } from '../../src/core/index.js';
import { makeSource, type Reader } from '../../src/io/reader.js';
import { readers } from '../../src/io/registry.js';
import { makeSeriesSamples, makeSpectrumSamples, type Sample } from './make/samples.js';
import { makeSeries, makeSpectrum } from './make/series.js';
import { MUTATIONS, mutateBytes } from './mutate.js';

export const COUNT = MUTATIONS;
export const SEED = 20_260_401;
/** [1] bytes above which damage is done in place, since copying is what then takes the time */
const LARGE = 3_000;

const samples = [...makeSeriesSamples(makeSeries(2)), ...makeSpectrumSamples(makeSpectrum(12))];

/** Samples of each reader, those with text or those with bytes. */
export function samplesByReader(text: boolean): [string, Sample[]][] {
  const byReader = new Map<string, Sample[]>();
  for (const sample of samples)
    if (!sample.bytes.includes(0) === text)
      byReader.set(sample.reader, [...(byReader.get(sample.reader) ?? []), sample]);
  return [...byReader];
}

function damageLarge(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes = original.slice();
  for (let k = 1 + rng.integer(4); k > 0 && bytes.length > 0; k--) {
    const at = rng.integer(bytes.length);
    const kind = rng.integer(6);
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes.copyWithin(rng.integer(bytes.length), at, at + 1 + rng.integer(64));
    else if (kind === 2) bytes.fill(rng.integer(2) * 255, at, at + 1 + rng.integer(8));
    else bytes[at] ^= 1 << rng.integer(8);
  }
  return bytes;
}

function swapDecimals(bytes: Uint8Array, all: boolean): Uint8Array {
  return bytes.map((b, i) => (b === 0x2e && (all || i % 3 === 0) ? 0x2c : b === 0x2c && all ? 0x2e : b));
}

/**
 * What must hold of whatever comes out: equal columns, missing cells marked, and no NaN that claims to be a
 * measurement.
 */
function checkRecording(recording: Recording): void {
  for (const column of recording.table.columns) {
    if (column.values.length !== recording.table.length)
      throw new Error(`${column.name} has ${column.values.length} rows of ${recording.table.length}`);
    if (column.values instanceof Float64Array)
      for (let i = 0; i < column.values.length; i++)
        if (Number.isNaN(column.values[i]))
          throw new Error(`${column.name}, row ${i + 1} is NaN and not marked missing`);
  }
  if (recording.origin.type !== 'measured') throw new Error('the origin is lost');
  for (const note of recording.notes) if (note.text.length === 0) throw new Error(`note ${note.code} says nothing`);
}

/**
 * Reads damaged copies with one reader; each must give a result or a CermetError; one that hung would not end this
 * test.
 */
export async function mutateReader(id: string, files: readonly Sample[], count = COUNT): Promise<void> {
  const reader = readers.find((r) => r.id === id) as Reader;
  const rng = makeRng(SEED);
  let read = 0;
  for (let i = 0; i < count; i++) {
    const { name, bytes: original } = files[i % files.length];
    const damaged = original.length > LARGE ? damageLarge(original, rng) : mutateBytes(original, rng);
    const bytes = i % 5 === 0 ? swapDecimals(damaged, rng.integer(4) === 0) : damaged;
    try {
      const score = reader.sniff(bytes.subarray(0, 65_536), name);
      if (!(score >= 0 && score <= 1)) throw new Error(`a sniff of ${score}`);
      (await reader.read(makeSource(name, bytes))).recordings.forEach(checkRecording);
      read++;
    } catch (error) {
      if (!(error instanceof CermetError))
        throw new Error(`copy ${i} of seed ${SEED} (${name}) raised ${String(error)}`, { cause: error });
    }
  }
  // Damage is mostly small: a reader that refused nearly everything would be of no use on a file with one bad byte.
  expect(read).toBeGreaterThan(count / 200);
}
