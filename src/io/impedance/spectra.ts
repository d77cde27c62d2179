import { parseDate, toLocalIso } from '../tabular/parse-date.js';
import { splitFields } from '../tabular/read-head.js';
import { toSnakeCase, parseLabel } from '../vocabulary/column-label.js';
import { defineTextSpectrum, SPECTRUM_NAMES } from './text-spectrum.js';

const zplotNames = {
  ...SPECTRUM_NAMES,
  ampl: 'amplitude',
  bias: 'bias',
  z_prime_a: 'real_impedance_ohm',
  z_double_prime_b: 'imaginary_impedance_ohm',
  gd: 'gd',
  err: 'error_code',
  range: 'range_code',
};
/** ZPlot's columns, where a file leaves the line of labels out. */
const zplotLabels = ['Freq(Hz)', 'Ampl', 'Bias', 'Time(Sec)', "Z'(a)", "Z''(b)", 'GD', 'Err', 'Range'];

/** Whether a line is a row of ZPlot's numbers. */
function isRow(line: string): boolean {
  const fields = line.split(/[,\t]/);
  return fields.length >= 6 && fields.every((f) => f.trim() !== '' && Number.isFinite(Number(f)));
}

/** `Z'(a)` is not a quantity with the unit a. */
function zplotLabel(label: string): string {
  return label
    .replace(/"/g, '')
    .replace(/Z''\(b\)/, "Z'' b")
    .replace(/Z'\(a\)/, "Z' a");
}

/** Reads ZPlot and ZView `.z` files. */
export const zplotReader = defineTextSpectrum({
  id: 'zplot-z',
  title: 'ZPlot/ZView (.z)',
  instrument: 'Scribner ZPlot',
  extensions: ['.z'],
  cite: 'Scribner Associates, ZPlot and ZView data file',
  find: (lines) => {
    if (!/^"?ZPLOT/i.test(lines[0] ?? '') && !lines.slice(0, 3).some((l) => /ZView|Scribner/i.test(l)))
      return undefined;
    const marked = lines.findIndex((l) => /^[\t ]*"?End Comments"?[\t ]*$/i.test(l));
    // Files without comments go from their head right to the rows: nine numbers between commas or tabs.
    const first = marked < 0 ? lines.findIndex((l, i) => i > 0 && isRow(l) && isRow(lines[i + 1] ?? l)) : marked + 1;
    if (first <= 0) return undefined;
    const end = first - 1;
    const above = lines.slice(0, end).findLastIndex((l) => /Freq.*Z'/i.test(l));
    const delimiter = (lines[end + 1] ?? '').includes('\t') ? '\t' : ',';
    const labels =
      above >= 0
        ? splitFields(
            lines[above]!.trim(),
            lines[above]!.trim().includes('\t') ? '\t' : lines[above]!.includes(',') ? ',' : ' ',
          )
        : zplotLabels;
    return { header: end, rows: end + 1, delimiter, labels: labels.map(zplotLabel) };
  },
  names: zplotNames,
  about: (m) => ({
    instrument: 'Scribner ZPlot',
    started: toLocalIso(parseDate(`${String(m.Date ?? '')} ${String(m.Time ?? '')}`)),
  }),
});

/** Reads Autolab's FRA exports (`Z60W Data File`). */
export const autolabReader = defineTextSpectrum({
  id: 'autolab-fra',
  title: 'Autolab FRA text',
  instrument: 'Autolab',
  extensions: ['.txt', '.z', '.dfr'],
  cite: 'Metrohm Autolab, FRA export',
  find: (lines) => {
    if (!/^"?Z60W Data File/i.test((lines[0] ?? '').replace(/^\uFEFF/, ''))) return undefined;
    const header = lines.findIndex((l) => /Freq.*Z'/i.test(l));
    if (header < 0) return undefined;
    const labels = lines[header]!.replace(/"/g, '')
      .trim()
      .split(/\s{2,}/);
    // "Z'(a)    Z''(b)    GD   Err   Range" in one pair of quotes; rows are delimited by commas.
    return { header, rows: header + 1, delimiter: ',', labels: labels.map((l) => zplotLabel(l)) };
  },
  names: zplotNames,
});

/** Reads CH Instruments' text exports of A.C. impedance. */
export const chiReader = defineTextSpectrum({
  id: 'chi-impedance',
  title: 'CH Instruments impedance text',
  instrument: 'CH Instruments',
  extensions: ['.txt', '.csv'],
  cite: 'CH Instruments, electrochemical workstation text export',
  find: (lines) => {
    if (!lines.slice(0, 12).some((l) => /Instrument Model:|A\.?C\.? Impedance/i.test(l))) return undefined;
    const header = lines.findIndex((l) => /^Freq\/Hz/i.test(l.trim()));
    if (header < 0) return undefined;
    const delimiter = lines[header]!.includes('\t') ? '\t' : ',';
    const labels = splitFields(lines[header]!.replaceAll('Z"', "Z''"), delimiter).map((l) =>
      l.replace(/^log\(Freq\/Hz\)$/i, 'log freq'),
    );
    return { header, rows: header + 1, delimiter, labels };
  },
  names: SPECTRUM_NAMES,
  preamble: (lines) => {
    const metadata: Record<string, unknown> = { date: (lines[0] ?? '').trim(), technique: (lines[1] ?? '').trim() };
    for (const line of lines.slice(2)) {
      const pair = /^\s*([^:=]{2,40}?)\s*[:=]\s*(.*)$/.exec(line);
      if (pair) metadata[pair[1]!] = pair[2]!.trim();
    }
    return metadata;
  },
  about: (m) => ({
    instrument:
      typeof m['Instrument Model'] === 'string' ? `CH Instruments ${m['Instrument Model']}` : 'CH Instruments',
    started: toLocalIso(parseDate(String(m.date ?? ''))),
  }),
});

/** Reads RelaxIS spectrum exports. */
export const relaxisReader = defineTextSpectrum({
  id: 'relaxis-text',
  title: 'RelaxIS spectrum text',
  instrument: 'RelaxIS',
  extensions: ['.txt'],
  cite: 'rhd instruments, RelaxIS 3 spectrum export',
  find: (lines) => {
    if (!/^RelaxIS/i.test(lines[0] ?? '')) return undefined;
    const header = lines.findIndex((l) => /^Data:\s*Freq/i.test(l));
    if (header < 0) return undefined;
    // One line of conditions (DC=…, TM=…) stands between labels and numbers.
    const rows = /^[-+\d.]/.test(lines[header + 1] ?? '') ? header + 1 : header + 2;
    const labels = lines[header]!.split('\t').map((l) =>
      l
        .replace(/^Data:\s*/i, '')
        .replace(/^Frequency$/i, 'Frequency (Hz)')
        .replace(/^(-?Z'{1,2}|\|Z\|)$/, '$1 (ohm)')
        .replace(/^Theta \(Z\)$/i, 'Phase (deg)'),
    );
    return { header, rows, delimiter: '\t', labels };
  },
  names: SPECTRUM_NAMES,
  preamble: (lines) => ({ header: lines.filter((l) => l.trim() !== '') }),
});

/** Reads Parstat (PowerSuite, VersaStudio) tab-separated text with labels of potential, current and impedance. */
export const parstatReader = defineTextSpectrum({
  id: 'parstat-text',
  title: 'Parstat text',
  instrument: 'Princeton Applied Research Parstat',
  extensions: ['.txt'],
  cite: 'Ametek Princeton Applied Research, text export',
  find: (lines) => {
    const labels = (lines[0] ?? '').split('\t').map((l) => l.trim());
    const stems = labels.map((l) => toSnakeCase(parseLabel(l).quantity));
    if (!['potential', 'current', 'frequency', 'zre', 'zim'].every((s) => stems.includes(s))) return undefined;
    return { header: 0, rows: 1, delimiter: '\t', labels };
  },
  names: {
    ...SPECTRUM_NAMES,
    potential: 'voltage_volt',
    current: 'current_ampere',
    vac: 'amplitude_volt',
    iac: 'current_amplitude_ampere',
  },
});
