import { isGrid } from '../../core/index.js';
import { defineWriter } from '../writer.js';

/** Writes energy-loss spectra along a line as one table: energies, and a column for each place. */
export const spectrumLineWriter = defineWriter({
  id: 'eels-csv',
  title: 'Energy-loss spectra along a line as csv',
  extensions: ['.eels.csv'],
  accepts: ({ recordings }) => {
    const scan = recordings.length === 1 ? recordings[0]!.parts?.scan : undefined;
    return scan !== undefined && isGrid(scan) && scan.axes.length === 2 && scan.axes[0]!.name === 'position_nanometre'
      ? true
      : 'it holds energy-loss spectra along one line';
  },
  write: async ({ recordings }) => {
    const scan = recordings[0]!.parts!.scan;
    if (!isGrid(scan)) throw new Error('accepted without a grid');
    const [positions, energy] = scan.axes.map((axis) => axis.values) as [Float64Array, Float64Array];
    const n = energy.length;
    const rows = Array.from(energy, (e, i) =>
      [e, ...Array.from(positions, (_, k) => scan.values[k * n + i])].join(','),
    );
    return [['energy_loss_electronvolt', ...Array.from(positions, (x) => `${x} nm`)].join(','), ...rows, ''].join('\n');
  },
});
