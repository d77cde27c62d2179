import type { Column } from '../../core/index.js';
import type { KnownColumn } from '../generic/labelled-kind.js';
import { makeLabelledReader } from '../generic/labelled-kind.js';

/** Masses that spectrometers for gases of batteries look at. */
const MASSES = Array.from({ length: 150 }, (_, i) => i + 1);

/** A channel by its m/z: `m44_ampere`, `M44 [A]`, `m/z 44 / A`, `44 amu (A)`. */
const CHANNEL = /^(?:m|mz|m_z|mass|amu|ion_current_m|i_m)_?(\d+)$|^(\d+)_amu$/;

const channelColumns: readonly KnownColumn[] = MASSES.flatMap((mz): KnownColumn[] => {
  const label = {
    test(text: string): boolean {
      const found = CHANNEL.exec(text);
      return found !== null && (found[1] ?? found[2]) === String(mz);
    },
  };
  return [
    { name: `m${mz}_ampere`, label, unit: 'A' },
    { name: `m${mz}_pa`, label, unit: 'Pa' },
  ];
});

const columns: readonly KnownColumn[] = [
  { name: 'time_second', label: /^(?:time|t|elapsed_time|test_time|time_relative|rel_time)$/, unit: 's', assumed: 's' },
  { name: 'voltage_volt', label: /^(?:voltage|potential|ewe|ecell|cell_voltage|e|u)$/, unit: 'V' },
  { name: 'current_ampere', label: /^(?:current|i|cell_current)$/, unit: 'A' },
  ...channelColumns,
];

const isChannel = (name: string): boolean => /^m\d+_(?:ampere|pa)$/.test(name);

/** Tables of ion currents against time, with the cell's voltage beside them or without. */
export const labelledGasReader = makeLabelledReader({
  id: 'gas-table',
  title: 'Table of ion currents',
  kind: 'dems',
  columns,
  accepts: (names) => names.has('time_second') && [...names].filter(isChannel).length >= 2,
  finish(read) {
    read.metadata.channels = read.columns.map((c: Column) => c.name).filter(isChannel);
    return read;
  },
});
