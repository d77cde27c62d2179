// Writes a CHGCAR and a cube of about so many bytes: NiO-like atoms and smooth densities, in the columns that VASP and Quantum ESPRESSO write.
// node bench/dft/make-grids.mjs FOLDER MEGABYTES
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const [folder, megabytes] = [process.argv[2], Number(process.argv[3])];
const CELL = 20; // [Å] edge
const BOHR = 0.529177210544;

/** A density on n³ points: two waves and a tail, of every size from 1e-6 to 1e2. */
function* values(n) {
  const wave = Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (let k = 0; k < n; k++) yield Math.exp(4 * wave[i] * wave[j] + 5 * wave[k] - 5) * (1 + 0.1 * wave[(i + 2 * j) % n]);
}

function write(path, head, n, perLine, format, rowLength) {
  const file = openSync(path, 'w');
  writeSync(file, head);
  let text = [];
  let column = 0;
  let inRow = 0;
  for (const value of values(n)) {
    text.push(format(value));
    column++;
    inRow++;
    if (column === perLine || inRow === rowLength) {
      text.push('\n');
      column = 0;
    }
    if (inRow === rowLength) inRow = 0;
    if (text.length > 1 << 18) {
      writeSync(file, text.join(''));
      text = [];
    }
  }
  if (column > 0) text.push('\n');
  writeSync(file, text.join(''));
  closeSync(file);
}

/** `0.12345678901E+03` as Fortran writes it. */
function fortran(value) {
  const [digits, exponent] = value.toExponential(10).split('e');
  const power = Number(exponent) + 1;
  const sign = power < 0 ? '-' : '+';
  return ` 0.${digits.replace('.', '')}E${sign}${String(Math.abs(power)).padStart(2, '0')}`;
}
/** `  1.23456E-01` as pp.x writes it. */
function short(value) {
  const [digits, exponent] = value.toExponential(5).split('e');
  const power = Number(exponent);
  return `  ${digits}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const bytes = megabytes * 2 ** 20;
const chgcar = Math.round(Math.cbrt(bytes / 18.2));
write(
  join(folder, 'CHGCAR'),
  `NiO\n   1.0\n ${CELL}.0 0.0 0.0\n 0.0 ${CELL}.0 0.0\n 0.0 0.0 ${CELL}.0\n   Ni   O\n     1     1\nDirect\n  0.0  0.0  0.0\n  0.5  0.5  0.5\n\n  ${chgcar}  ${chgcar}  ${chgcar}\n`,
  chgcar,
  5,
  fortran,
  Infinity,
);
const cube = Math.round(Math.cbrt(bytes / 13.2));
const step = (CELL / BOHR / cube).toFixed(6);
write(
  join(folder, 'density.cube'),
  ` Cubefile created from PWScf calculation\n  Total density\n    2    0.000000    0.000000    0.000000\n${cube}    ${step}    0.000000    0.000000\n${cube}    0.000000    ${step}    0.000000\n${cube}    0.000000    0.000000    ${step}\n   28   18.000000    0.000000    0.000000    0.000000\n    8    6.000000   18.897261   18.897261   18.897261\n`,
  cube,
  6,
  short,
  cube,
);
