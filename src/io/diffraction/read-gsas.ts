import { ReadError } from '../../core/index.js';
import { defineTableReader } from '../measured/make-recording.js';
import { sniffLines } from '../tabular/read-head.js';
import { EXPORT_AGAIN, type Scan, spread, toMeasurements } from './scan.js';

const BANK = /^BANK\s+(\d+)\s+(\d+)\s+(\d+)\s+(\w+)\s*(.*)$/;

/**
 * GSAS raw data: constant-step (CONST, CONS) banks as STD, ESD, FXYE, FXY or ALT, angles in hundredths of a degree.
 * Larson and Von Dreele, LAUR 86-748.
 */
export const gsasReader = defineTableReader({
  id: 'gsas',
  version: '1',
  title: 'GSAS raw data',
  kind: 'diffraction',
  extensions: ['.gsas', '.gsa', '.gda', '.fxye', '.raw', '.gss'],
  sniff: (head) =>
    sniffLines(head)
      .slice(0, 60)
      .some((l) => BANK.test(l.text.trim()))
      ? 0.96
      : 0,
  async measure(source) {
    const lines = new TextDecoder('latin1').decode(await source.bytes()).split(/\r\n|\r|\n/);
    const title = lines[0]?.startsWith('BANK') ? '' : lines[0]?.trim();
    const scans: Scan[] = [];
    for (let i = 0; i < lines.length; i++) {
      const bank = BANK.exec(lines[i]!.trim());
      if (!bank) continue;
      const points = Number(bank[2]);
      const block: string[] = [];
      const first = i + 2;
      for (i++; i < lines.length && !BANK.test(lines[i]!.trim()); i++)
        if (lines[i]!.trim() !== '' && !lines[i]!.startsWith('#')) block.push(lines[i]!);
      i--;
      const scan = readBank(bank[4]!, bank[5]!.trim().split(/\s+/), points, block, source.name, first);
      scans.push({
        ...scan,
        ...(title && { about: { sample: title } }),
        metadata: { ...scan.metadata, bank: Number(bank[1]) },
      });
    }
    return toMeasurements(scans, source.name);
  },
});

function readBank(
  binning: string,
  rest: string[],
  points: number,
  block: readonly string[],
  file: string,
  line: number,
): Scan {
  const form = ['STD', 'ESD', 'FXYE', 'FXY', 'ALT'].find((f) => rest.includes(f)) ?? 'STD';
  if (!/^(CONST?|COND|FXYE|FXY)$/i.test(binning) && !form.startsWith('FXY'))
    throw new ReadError(`a bank binned as ${binning}: time of flight, which is no powder pattern on 2θ`, {
      file,
      line,
    });
  const [start = Number.NaN, step = Number.NaN] = rest.map(Number);
  if (form.startsWith('FXY')) {
    const rows = block.map((text, k) => {
      const row = text
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (row.length < (form === 'FXYE' ? 3 : 2) || row.some((v) => !Number.isFinite(v)))
        throw new ReadError(
          `"${text.trim().slice(0, 40)}" is not angle, intensity${form === 'FXYE' ? ' and σ' : ''}`,
          { file, line: line + k },
          { hint: EXPORT_AGAIN },
        );
      return row;
    });
    checkCount(rows.length, points, file, line);
    return {
      line,
      x: rows.map((r) => r[0]! / 100),
      y: rows.map((r) => r[1]!),
      ...(form === 'FXYE' && { sigma: rows.map((r) => r[2]!) }),
      kind: rows.every((r) => Number.isInteger(r[1])) ? 'counts' : 'intensity',
    };
  }
  if (form === 'ALT') throw new ReadError('a bank in the ALT form, which is time of flight', { file, line });
  if (!Number.isFinite(start) || !(step > 0)) throw new ReadError('the bank states no start and step', { file, line });
  const y: number[] = [];
  const sigma: number[] = [];
  block.forEach((text, k) => {
    for (let at = 0; at + 1 < text.trimEnd().length && y.length < points; at += form === 'ESD' ? 16 : 8) {
      const first = text.slice(at, at + (form === 'ESD' ? 8 : 2));
      const second = text.slice(at + (form === 'ESD' ? 8 : 2), at + (form === 'ESD' ? 16 : 8));
      if (second.trim() === '' && first.trim() === '') continue;
      const [a, b] = [Number(first), Number(second)];
      if (!Number.isFinite(a) || !Number.isFinite(b))
        throw new ReadError(`"${(first + second).trim()}" is not a count`, { file, line: line + k });
      if (form === 'ESD') {
        y.push(a);
        sigma.push(b);
      } else {
        y.push(b);
        // counts of a detectors averaged
        sigma.push(Math.sqrt(Math.max(b, 1) / Math.max(a, 1)));
      }
    }
  });
  checkCount(y.length, points, file, line);
  return {
    line,
    x: spread(start / 100, (start + step * (y.length - 1)) / 100, y.length),
    y,
    sigma,
    kind: y.every(Number.isInteger) ? 'counts' : 'intensity',
  };
}

function checkCount(found: number, stated: number, file: string, line: number): void {
  if (found < stated)
    throw new ReadError(
      `the bank states ${stated} points, and ${found} are there`,
      { file, line },
      { hint: EXPORT_AGAIN },
    );
}
