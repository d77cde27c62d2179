import { InputError } from '../../core/index.js';
import { makeNumber, makeProduct } from '../../num/expression/index.js';
import type { ActiveMaterial, Cell, LithiumMetal, PorousElectrode } from '../parameters/cell.js';

/** A number of a cell that a fit may change. */
export interface CellParameter {
  name: string;
  unit: string;
  /** The cell with the number set; for factors, 1 leaves it as it is. */
  apply(cell: Cell, value: number): Cell;
}

type Side = 'negative' | 'positive';

const onMaterials = (cell: Cell, side: Side, change: (m: ActiveMaterial) => ActiveMaterial): Cell => {
  const electrode = cell[side];
  if (electrode.kind !== 'porous') throw new InputError(`the ${side} electrode is lithium metal and has no particles`);
  return { ...cell, [side]: { ...electrode, materials: electrode.materials.map(change) } satisfies PorousElectrode };
};

/** Every lithium foil of the cell changed alike. */
const onLithium = (cell: Cell, change: (metal: LithiumMetal) => LithiumMetal): Cell => {
  if (cell.negative.kind !== 'lithium') throw new InputError('the cell has no lithium metal');
  return {
    ...cell,
    negative: change(cell.negative),
    positive: cell.positive.kind === 'lithium' ? change(cell.positive) : cell.positive,
  };
};

/** Numbers that are most often fitted, by name; `factor` multiplies what the parameter file says. */
export const CELL_PARAMETERS: Readonly<Record<string, CellParameter>> = {
  contact_resistance_ohm: {
    name: 'contact_resistance_ohm',
    unit: 'ohm',
    apply: (cell, value) => ({ ...cell, contactResistance: value }),
  },
  lithium_film_resistance_ohm_square_metre: {
    name: 'lithium_film_resistance_ohm_square_metre',
    unit: 'ohm.m2',
    apply: (cell, value) => onLithium(cell, (metal) => ({ ...metal, filmResistance: value })),
  },
  lithium_exchange_current_factor: {
    name: 'lithium_exchange_current_factor',
    unit: '1',
    apply: (cell, value) =>
      onLithium(cell, (metal) => ({
        ...metal,
        exchangeCurrentDensity: makeProduct(makeNumber(value), metal.exchangeCurrentDensity),
      })),
  },
  electrolyte_conductivity_factor: {
    name: 'electrolyte_conductivity_factor',
    unit: '1',
    apply: (cell, value) => ({
      ...cell,
      electrolyte: cell.electrolyte && {
        ...cell.electrolyte,
        conductivity: makeProduct(makeNumber(value), cell.electrolyte.conductivity),
      },
    }),
  },
  ...Object.fromEntries(
    (['negative', 'positive'] as const).flatMap((side): [string, CellParameter][] => {
      const factor = (
        what: string,
        change: (m: ActiveMaterial, value: number) => ActiveMaterial,
      ): [string, CellParameter] => {
        const name = `${side}_${what}_factor`;
        return [name, { name, unit: '1', apply: (cell, value) => onMaterials(cell, side, (m) => change(m, value)) }];
      };
      return [
        factor('diffusivity', (m, v) => ({ ...m, diffusivity: makeProduct(makeNumber(v), m.diffusivity) })),
        factor('exchange_current', (m, v) => ({
          ...m,
          exchangeCurrentDensity: makeProduct(makeNumber(v), m.exchangeCurrentDensity),
        })),
        factor('surface', (m, v) => ({ ...m, surfaceArea: m.surfaceArea * v })),
      ];
    }),
  ),
};
