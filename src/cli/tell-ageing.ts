import {
  BARE,
  computeFade,
  isParticleTable,
  makeGivenParticle,
  OXIDE_DENSITY,
  readParticle,
  resizeParticle,
  parseAgeing,
  SHIPPED_AGEING,
  shippedAgeing,
  tabulateFade,
  type Ageing,
  type Cell,
  type Simulation,
} from '../cells/index.js';
import { InputError, type Table } from '../core/index.js';
import { isFile, readAnyFile, readTextFile } from './support.js';

/** Mechanisms of a file, or a shipped set. */
export async function resolveAgeing(text: string, cell: Cell): Promise<Ageing> {
  if (!/^[\w-]+$/.test(text) || (await isFile(text))) return parseAgeing(await readTextFile(text), cell, text);
  if (!Object.hasOwn(SHIPPED_AGEING, text))
    throw new InputError(`there is neither a file nor a set of ageing mechanisms "${text}"`, {
      value: text,
      allowed: Object.keys(SHIPPED_AGEING),
    });
  return shippedAgeing(text, cell);
}

/**
 * The set with a computed particle in the place of what it says itself: the law of cracks, and where it corrodes the
 * shell.
 */
export async function giveParticle(file: string, cell: Cell, set: Ageing | undefined): Promise<Ageing> {
  const { recordings } = await readAnyFile(file);
  const found = recordings.find(({ table }) => isParticleTable(table)) ?? recordings[0];
  if (!found) throw new InputError(`${file} holds no table`, { where: { file } });
  const { density_kilogram_per_cubic_metre: told } = found.metadata;
  const density = typeof told === 'number' && told > 0 ? told : OXIDE_DENSITY;
  const { positive } = cell;
  if (positive.kind !== 'porous') throw new InputError('a particle goes into a positive electrode that has particles');
  // Cells know ratios to the fresh particle, and a small one has far too much outside.
  const { radius } = positive.materials[0];
  const series = readParticle(resizeParticle(found.table, radius, density));
  const particle = makeGivenParticle(series, cell, { density });
  const rest = set?.mechanisms.filter((m) => !particle.excludes!.includes(m.id)) ?? [];
  const replaced = set?.mechanisms.filter((m) => particle.excludes!.includes(m.id)).map((m) => m.id) ?? [];
  return {
    title: set?.title ?? 'a computed particle',
    coating: set?.coating ?? BARE,
    mechanisms: [particle, ...rest],
    notes: [
      ...(set?.notes ?? []),
      ...series.notes,
      {
        level: 'info' as const,
        code: 'particle-sized',
        text: `the cracks of ${file} are those of spheres of ${(2e6 * radius).toPrecision(3)} um, as the cell has them: the area of cracks for each gram stays, outer surface and ways are the cell's`,
      },
      ...(replaced.length > 0
        ? [
            {
              level: 'info' as const,
              code: 'particle-instead',
              text: `the particle of ${file} stands in the place of ${replaced.join(' and ')}`,
            },
          ]
        : []),
    ],
  };
}

/** What mechanisms have done by the end of each discharge; nothing without mechanisms or discharges. */
export function tabulateAgeing({ steps, system }: Simulation, ageing: Ageing | undefined): Table | undefined {
  const rows = ageing ? computeFade(system.cell, steps, ageing.mechanisms) : [];
  return rows.length > 0 ? tabulateFade(rows) : undefined;
}

/** Columns that are shown to a person; the rest is in the file and in the JSON. */
export const SHOWN_AGEING: Readonly<Record<string, string>> = {
  cycle_count: 'cycle',
  discharge: 'discharge',
  capacity_ah: 'capacity / Ah',
  lost_capacity_ah: 'lost / Ah',
  thermodynamic_loss_ah: 'at rest too / Ah',
  kinetic_loss_ah: 'by polarisation / Ah',
  positive_active_percent: 'active oxide / %',
  lost_lithium_mole: 'lithium lost / mol',
  resistance_ohm: 'resistance / ohm',
};

/** One object for each row; null where a cell is missing. */
export const listRows = (table: Table): Record<string, string | number | null>[] =>
  Array.from({ length: table.length }, (_, i) =>
    Object.fromEntries(table.columns.map(({ name, values, valid }) => [name, valid?.[i] === 0 ? null : values[i]])),
  );
