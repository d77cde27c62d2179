import {
  computeSha256,
  DomainError,
  requireOrdered,
  type Citation,
  type Note,
  type Structure,
} from '../../core/index.js';
import { judgePotential, type HeldOutErrors } from './held-out.js';
import { NepReferenceCalculator } from './nep-reference.js';
import { parseNep, type NepModel } from './parse-nep.js';
import type { Potential } from './potential.js';
import { NepKernelCalculator } from './nep-kernel.js';
import { KERNEL_L_MAX, makeNepTables } from './nep-tables.js';
import { TrainingWatch, type NepTraining } from './training-watch.js';

/** What is known of a potential beyond its parameters. */
export interface NepAbout {
  name: string;
  title?: string;
  citations?: readonly Citation[];
  training?: string;
  heldOut?: readonly HeldOutErrors[];
  /** Ranges seen in training, for notes on what lies outside. */
  ranges?: NepTraining;
}

const NEP_CITATION: Citation = {
  text: 'Fan et al., GPUMD: a package for constructing accurate machine-learned potentials, J. Chem. Phys. 157, 114801 (2022)',
  doi: '10.1063/5.0106617',
};

/**
 * Makes a potential of a NEP file.
 *
 * @param text            the file (NEP3, NEP4 or NEP5, with or without ZBL)
 * @param elementEnergies [eV] by element, added for each atom; a bare NEP file has none, and its energies then count
 *   from its own zero
 * @throws ReadError when the file is not a whole NEP file
 */
export async function loadNep(
  text: string,
  elementEnergies: Readonly<Record<string, number>> | undefined,
  about: NepAbout,
): Promise<Potential> {
  const model = parseNep(text, about.name);
  const energies = Float64Array.from(model.elements, (element) => elementEnergies?.[element] ?? 0);
  const cutoff = Math.max(...model.radialCutoff, ...(model.repulsion?.outer ?? []));
  const standing: Note[] = [];
  const missing = model.elements.filter((element) => elementEnergies?.[element] === undefined);
  if (missing.length > 0) {
    standing.push({
      level: 'info',
      code: 'no-element-energies',
      text: `${about.name} comes without energies of free elements${elementEnergies ? ` for ${missing.join(', ')}` : ''}: its energies count from a zero of its own, and only those of equal composition may be compared`,
    });
  }
  if (!about.ranges)
    standing.push({
      level: 'info',
      code: 'training-unknown',
      text: `what ${about.name} was trained on is not recorded, so nothing can be said on leaving it`,
    });
  const { verdict, reason } = judgePotential(about);
  if (verdict === 'poor')
    standing.push({ level: 'serious', code: 'poor-potential', text: `${reason}: its numbers show nothing` });
  return {
    name: about.name,
    sha256: await computeSha256(elementEnergies ? `${text}${JSON.stringify(elementEnergies)}` : text),
    title: about.title ?? `NEP${model.version} potential for ${model.elements.join(', ')}`,
    elements: model.elements,
    cutoff,
    citations: [...(about.citations ?? []), NEP_CITATION],
    training: about.training ?? 'not recorded',
    ...(about.heldOut && { heldOut: about.heldOut }),
    bind(structure, options = {}) {
      const types = assignTypes(model, structure, about.name);
      const watch = new TrainingWatch(model, types, structure, about.ranges);
      if (options.precision === 'float64' || model.lMax < 1 || model.lMax > KERNEL_L_MAX)
        return new NepReferenceCalculator(model, types, structure, cutoff, energies, watch, standing);
      const tables = makeNepTables(model, energies, watch);
      return new NepKernelCalculator({
        name: about.name,
        tables,
        model,
        types,
        typeCount: model.elements.length,
        structure,
        cutoff,
        watch,
        standing,
        threads: options.threads ?? 1,
        fused: options.fused ?? false,
      });
    },
  };
}

/** Index of each atom's element in the model; an element it lacks is refused. */
function assignTypes(model: NepModel, structure: Structure, name: string): Int32Array {
  requireOrdered(structure, 'a potential');
  const missing = [...new Set(structure.elements)].filter((element) => !model.elements.includes(element));
  if (missing.length > 0) {
    throw new DomainError(`the potential ${name} does not know ${missing.join(', ')}`, {
      hint: `it knows ${model.elements.join(', ')}; choose another potential with --potential (a NEP file for these elements, or chgnet)`,
    });
  }
  return Int32Array.from(structure.elements, (element) => model.elements.indexOf(element));
}
