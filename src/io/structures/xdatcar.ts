import { ReadError, throwIfAborted, toCartesian, type Structure } from '../../core/index.js';
import { defineStructureReader } from './define-structure-reader.js';
import { looksLikeHeader, parsePoscarHeader, type PoscarHeader } from './poscar.js';
import { readText, requireNumbers, requireSound, splitLines, splitTouching } from './text.js';

const configuration = /^\s*(direct|cartesian)\s+configuration\s*=\s*(\d*)/i;

/** VASP's XDATCAR: configurations one after another, in one cell or each below a header of its own. */
export const xdatcarReader = defineStructureReader({
  id: 'xdatcar',
  version: '1',
  title: 'VASP XDATCAR trajectory',
  kind: 'structure',
  extensions: ['.xdatcar'],
  sniff(head) {
    const lines = splitLines(new TextDecoder().decode(head));
    return looksLikeHeader(lines) && lines.slice(5, 12).some((line) => configuration.test(line)) ? 0.97 : 0;
  },
  async read(source, ctx) {
    const lines = splitLines(await readText(source));
    const structures: Structure[] = [];
    let header = parsePoscarHeader(lines, source.name);
    let at = header.next;
    while (at < lines.length) {
      throwIfAborted(ctx);
      if (lines[at]!.trim() === '') {
        at++;
        continue;
      }
      if (!configuration.test(lines[at]!)) {
        header = parsePoscarHeader(lines, source.name, at);
        at = header.next;
        continue;
      }
      structures.push(parseConfiguration(lines, at, header, source.name));
      at += 1 + header.counts.reduce((a, b) => a + b, 0);
    }
    if (structures.length === 0) throw new ReadError('there is no configuration in this file', { file: source.name });
    return { recordings: [], structures, notes: [] };
  },
});

function parseConfiguration(lines: readonly string[], at: number, header: PoscarHeader, file: string): Structure {
  const match = configuration.exec(lines[at]!)!;
  if (!header.elements) throw new ReadError('the line of element symbols is missing', { file, line: at + 1 });
  const n = header.elements.length;
  const coordinates = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    if (lines[at + 1 + i] === undefined)
      throw new ReadError(`the file ends inside configuration ${match[2]}: ${i} of ${n} atoms`, {
        file,
        line: at + 1 + i,
      });
    // Fixed columns leave no blank before a minus sign.
    coordinates.set(requireNumbers(splitTouching(lines[at + 1 + i]!), 3, 'a position', file, at + 2 + i), 3 * i);
  }
  const direct = match[1]!.toLowerCase() === 'direct';
  return requireSound(
    {
      cell: header.cell,
      pbc: [true, true, true],
      elements: header.elements,
      positions: direct
        ? toCartesian(header.cell, coordinates)
        : coordinates.map((value, i) => value * header.scale[i % 3]!),
      info: {
        ...(header.comment.trim() !== '' && { comment: header.comment.trim() }),
        ...(match[2] && { configuration: Number(match[2]) }),
      },
    },
    file,
    at + 1,
  );
}
