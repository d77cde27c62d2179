import { expect, it } from 'vitest';
import { readers } from '../../src/io/index.js';

// A line of five thousand numbers after a word, as XML of diffractometers holds them, and one of blanks; a sniff that
// took them apart character by character in every way would not come back.
const heads = [
  `<?xml version="1.0"?>\n<counts unit="counts">${Array.from({ length: 12_000 }, (_, k) => 10 + (k % 97)).join(' ')}</counts>, end\n`,
  `time, temperature (${' '.repeat(50_000)}\n1, 2\n`,
  `${'a/('.repeat(20_000)}, b\n1, 2\n`,
].map((text) => new TextEncoder().encode(text).subarray(0, 65_536));

it.each(readers.map((reader) => [reader.id, reader] as const))('%s answers on long lines', (_, reader) => {
  for (const head of heads) expect(reader.sniff(head, 'scan.xrdml')).toBeGreaterThanOrEqual(0);
});
