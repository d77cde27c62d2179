import { parseCell, type Cell, type ModelName } from '../../cells/index.js';
import { isBpx, isHalfCell, parseJsonText, readBpx, readHalfCell, type JsonObject } from '../../io/bpx/index.js';

/** What the page may change in a parameter file. */
export interface CellChanges {
  /** [ohm] in series with the whole cell. */
  contactResistance: number;
  /** [1] on the radius of all particles of the positive electrode; its amount of material stays. */
  radiusFactor: number;
  /** [1] on the thickness of the positive electrode; its make-up stays. */
  thicknessFactor: number;
}

/** A checked parameter file with what the page shows of it. */
export interface CellDocument {
  json: JsonObject;
  cell: Cell;
  models: readonly ModelName[];
}

/**
 * Reads a parameter file, BPX of any version or our form.
 *
 * @throws ReadError or InputError that names what is wrong
 */
export function readCellDocument(text: string, name: string): CellDocument {
  const cell = parseCell(text, name);
  const json = parseJsonText(text, name);
  return {
    json: isBpx(json) ? { ...readBpx(json).document } : { ...readHalfCell(json) },
    cell,
    models: modelsFor(cell),
  };
}

function modelsFor(cell: Cell): readonly ModelName[] {
  if (cell.positive.kind === 'lithium') return ['dfn'];
  return cell.electrolyte && cell.separator ? ['dfn', 'spme', 'spm'] : ['spm'];
}

/**
 * The parameter file with changes, as JSON text of the form it came in. BPX has no key for a contact resistance: it
 * stands among the user-defined.
 */
export function changeCell({ json, cell }: CellDocument, changes: CellChanges): string {
  const changed = structuredClone(json);
  const parts = (isHalfCell(changed) ? changed : changed.Parameterisation) as Record<string, JsonObject | undefined>;
  const electrode = parts['Positive electrode'];
  if (electrode) {
    scale(electrode, 'Thickness [m]', changes.thicknessFactor);
    for (const particle of electrode.Particle
      ? Object.values(electrode.Particle as Record<string, JsonObject>)
      : [electrode]) {
      scale(particle, 'Particle radius [m]', changes.radiusFactor);
      scale(particle, 'Surface area per unit volume [m-1]', 1 / changes.radiusFactor);
    }
  }
  if (changes.contactResistance !== cell.contactResistance) {
    const place = isHalfCell(changed) ? 'Cell' : 'User-defined';
    parts[place] = { ...parts[place], 'Contact resistance [ohm]': changes.contactResistance };
  }
  return `${JSON.stringify(changed, null, 1)}\n`;
}

function scale(object: JsonObject, key: string, factor: number): void {
  if (factor !== 1) object[key] = (object[key] as number) * factor;
}

/** A test that suits a cell: full cells start charged, half cells as their file says. */
export function suggestProtocol({ positive, negative, lowerVoltage, upperVoltage }: Cell): string {
  if (positive.kind === 'lithium')
    return 'charge at 1 mA/cm2 for 1 mAh/cm2; rest 10 min; discharge at 1 mA/cm2 for 1 mAh/cm2; rest 10 min';
  const discharge = `discharge at 1C to ${lowerVoltage} V; rest 10 min`;
  return negative.kind === 'lithium' ? `charge at 0.5C to ${upperVoltage} V; rest 10 min; ${discharge}` : discharge;
}

/** One cycle between the cell's own limits. */
export function suggestCycle({ lowerVoltage, upperVoltage }: Cell): string {
  return `charge at 1C to ${upperVoltage} V; hold at ${upperVoltage} V to 0.05C; discharge at 1C to ${lowerVoltage} V`;
}
