import { ReadError } from '../../core/index.js';
import { requireClosed, type SymmetryReading } from './cif-symmetry.js';
import { isBlank, parseCifNumber, type CifBlock } from './cif-syntax.js';
import { composeOperations, parseSymmetryOperation, type SymmetryOperation } from './symmetry-operation.js';

const operationNames = [
  '_space_group_symop_magn_operation_xyz',
  '_space_group_magn_symop_operation_xyz',
  '_space_group_symop_magn_operation_algebraic',
];
const centringNames = ['_space_group_symop_magn_centering_xyz', '_space_group_magn_symop_centering_xyz'];

/** Structures that are modulated have atoms that no cell holds. */
export function requireCommensurate(block: CifBlock, file: string): void {
  const name = [...block.items.keys()].find((n) =>
    /^_cell_wave_vector|^_cell_modulation_dimension|^_space_group_ssg_/.test(n),
  );
  if (name)
    throw new ReadError(
      `block ${block.name} is of a modulated structure (${name}), whose atoms no cell holds`,
      { file, line: block.items.get(name)![0]!.line },
      { hint: 'give a commensurate supercell' },
    );
}

function readList(block: CifBlock, names: readonly string[], file: string): SymmetryOperation[] | undefined {
  const listed = names.map((n) => block.items.get(n)).find((values) => values?.some((v) => !isBlank(v)));
  return listed?.map(({ text, line }) => {
    const parts = text.split(',').map((p) => p.trim());
    const last = parts.at(-1);
    const operation =
      parts.length === 4 && /^[+-]?1$/.test(last!) ? parseSymmetryOperation(parts.slice(0, 3).join(',')) : undefined;
    if (!operation)
      throw new ReadError(
        `"${text.slice(0, 40)}" is not a magnetic symmetry operation`,
        { file, line },
        { hint: 'write it like -x, y, z+1/2, -1' },
      );
    return { ...operation, timeReversal: last === '-1' };
  });
}

/**
 * Operations of a magnetic CIF, each with its time reversal: centrings times operations. Names of the magnetic
 * dictionary (International Union of Crystallography, cif_mag.dic), the older spelling too.
 */
export function readMagneticSymmetry(block: CifBlock, file: string): SymmetryReading | undefined {
  const operations = readList(block, operationNames, file);
  if (!operations) return undefined;
  const centrings = readList(block, centringNames, file) ?? [];
  const all = new Map<string, SymmetryOperation>();
  const keyOf = (op: SymmetryOperation): string =>
    [
      ...op.rotation,
      ...op.translation.map((t) => Math.round((t - Math.floor(t)) * 144) % 144),
      op.timeReversal ? 1 : 0,
    ].join();
  for (const operation of operations)
    for (const centring of [undefined, ...centrings]) {
      const product = centring ? composeOperations(centring, operation) : composeOperations(IDENTITY, operation);
      all.set(keyOf(product), product);
    }
  const list = [...all.values()];
  const line = operationNames.map((n) => block.items.get(n)?.[0]?.line).find((l) => l !== undefined)!;
  // Grey groups hold each operation with and without reversal; as operations on places they are one.
  const places = new Map(list.map((op) => [keyOf({ ...op, timeReversal: false }), { ...op, timeReversal: false }]));
  requireClosed([...places.values()], file, line);
  return { operations: list, source: 'the listed operations' };
}

const IDENTITY: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] };

/**
 * Moments by label of site, Cartesian.
 *
 * The dictionary's components along the axes are along unit vectors of the crystal's axes: m = Σ m_i a_i / |a_i|.
 *
 * @param cell [Å] (3, 3) lattice vectors in rows
 * @returns [μB] (3) each
 */
export function readMoments(block: CifBlock, file: string, cell: ArrayLike<number>): Map<string, number[]> | undefined {
  const labels = block.items.get('_atom_site_moment_label');
  if (!labels) return undefined;
  const column = (kind: string) => ['x', 'y', 'z'].map((k) => block.items.get(`_atom_site_moment_${kind}_${k}`));
  const crystal = column('crystalaxis');
  const cartesian = column('cartn');
  const chosen = crystal.every(Boolean) ? crystal : cartesian.every(Boolean) ? cartesian : undefined;
  if (!chosen)
    throw new ReadError(
      'the moments are given neither along the axes of the crystal nor in Cartesian components',
      { file, line: labels[0]!.line },
      { hint: 'give _atom_site_moment.crystalaxis_x, _y and _z' },
    );
  const lengths = [0, 1, 2].map((i) => Math.hypot(cell[3 * i]!, cell[3 * i + 1]!, cell[3 * i + 2]!));
  return new Map(
    labels.map(({ text, line }, row) => {
      const components = chosen.map((values) => {
        const number = parseCifNumber(values![row]);
        if (!number)
          throw new ReadError(`the moment of ${text} is "${values![row]?.text ?? ''}", not a number`, { file, line });
        return number.value;
      });
      return [
        text,
        chosen === cartesian
          ? components
          : [0, 1, 2].map((k) => components.reduce((total, m, i) => total + (m * cell[3 * i + k]!) / lengths[i]!, 0)),
      ] as const;
    }),
  );
}
