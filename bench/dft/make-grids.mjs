// Writes a CHGCAR and a cube of about so many megabytes, in the columns that VASP and Quantum ESPRESSO write. The
// planes of a smooth density repeat. node bench/dft/make-grids.mjs FOLDER MEGABYTES
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder, megabytes] = [process.argv[2], Number(process.argv[3])];
const CELL = 20; // [Å] edge
const BOHR = 0.529177210544;
/** Planes that differ; their text is written again and again. */
const DISTINCT = 7;

/** `perLine` numbers a line, a new line after each row where `rows` is set. */
function write(name, head, n, perLine, rows, format) {
  const wave = Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  const planes = Array.from({ length: DISTINCT }, (_, k) => {
    const words = [];
    let column = 0;
    for (let j = 0; j < n; j++)
      for (let i = 0; i < n; i++) {
        words.push(format(Math.exp(4 * wave[i] * wave[j] + 5 * Math.sin(k) - 3) * (1 + 0.1 * wave[(i + 2 * j) % n])));
        column++;
        if (column === perLine || (rows && i === n - 1)) {
          words.push('\n');
          column = 0;
        }
      }
    return words.join('');
  });
  const file = openSync(join(folder, name), 'w');
  writeSync(file, head);
  for (let k = 0; k < n; k++) writeSync(file, planes[k % DISTINCT]);
  closeSync(file);
}

/** `0.12345678901E+03` as Fortran writes it. */
function fortran(value) {
  const [digits, exponent] = value.toExponential(10).split('e');
  const power = Number(exponent) + 1;
  return ` 0.${digits.replace('.', '')}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
/** `  1.23456E-01` as pp.x writes it. */
function short(value) {
  const [digits, exponent] = value.toExponential(5).split('e');
  const power = Number(exponent);
  return `  ${digits}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const bytes = megabytes * 2 ** 20;
// Of tens, so that planes end with a line.
const points = 10 * Math.round(Math.cbrt(bytes / 18.2) / 10);
write(
  'CHGCAR',
  `NiO\n   1.0\n ${CELL}.0 0.0 0.0\n 0.0 ${CELL}.0 0.0\n 0.0 0.0 ${CELL}.0\n   Ni   O\n     1     1\nDirect\n  0.0  0.0  0.0\n  0.5  0.5  0.5\n\n  ${points}  ${points}  ${points}\n`,
  points,
  5,
  false,
  fortran,
);
const cube = Math.round(Math.cbrt(bytes / 13.2));
const step = (CELL / BOHR / cube).toFixed(6);
write(
  'density.cube',
  ` Cubefile created from PWScf calculation\n  Total density\n    2    0.000000    0.000000    0.000000\n${cube}    ${step}    0.000000    0.000000\n${cube}    0.000000    ${step}    0.000000\n${cube}    0.000000    0.000000    ${step}\n   28   18.000000    0.000000    0.000000    0.000000\n    8    6.000000   18.897261   18.897261   18.897261\n`,
  cube,
  6,
  true,
  short,
);
