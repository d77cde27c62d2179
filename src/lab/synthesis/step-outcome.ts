import type { Estimate, Note } from '../../core/index.js';
import type { Finding } from '../../evidence/analysis.js';

/** Every quantity that a recipe gives, with its unit; a table in the docs is made from it. */
export const SYNTHESIS_QUANTITIES = {
  metal_feed: { label: 'metal fed', unit: 'mol/h' },
  metal_share: { label: 'share of a metal in the feeds', unit: '1' },
  hydroxide_feed: { label: 'hydroxide fed', unit: 'mol/h' },
  hydroxide_per_metal: { label: 'hydroxide per metal', unit: '1' },
  hydroxide_needed_per_metal: { label: 'hydroxide that the product needs per metal', unit: '1' },
  base_concentration_needed: { label: 'concentration of base needed at its flow', unit: 'mol/L' },
  ammonia_feed: { label: 'ammonia fed', unit: 'mol/h' },
  ammonia_per_metal: { label: 'ammonia per metal', unit: '1' },
  total_flow: { label: 'flow of all feeds', unit: 'L/h' },
  residence_time: { label: 'mean residence time', unit: 'h' },
  residences: { label: 'residence times in the run', unit: '1' },
  start_up_fraction: { label: 'share of the tank that is still from the start', unit: '1' },
  saturation_ratio: { label: 'metal salts of the feed over saturation, at the temperature of the tank', unit: '1' },
  molar_mass: { label: 'molar mass', unit: 'g/mol' },
  yield_if_base_limited: { label: 'product, limited by base as by metal', unit: 'g/h' },
  yield_if_all_metal: { label: 'product if all metal precipitates', unit: 'g/h' },
  lithium_excess: { label: 'lithium beyond what the product holds', unit: '%' },
  lithium_source: { label: 'lithium source', unit: 'g' },
  lithium_source_per_100_g: { label: 'lithium source per 100 g of precursor', unit: 'g' },
  oxygen_per_mole: { label: 'O2 taken up per mole', unit: 'mol/mol' },
  oxygen_volume: { label: 'O2 taken up, at 25 °C and 1 atm', unit: 'L' },
  mass_loss: { label: 'loss of mass of the dry mix', unit: '%' },
  product_mass: { label: 'product', unit: 'g' },
  theoretical_capacity: { label: 'capacity of all lithium', unit: 'mAh/g' },
  metal_amount: { label: 'metal of the salt', unit: 'mmol' },
  reductant_amount: { label: 'reductant', unit: 'mmol' },
  metal_per_reductant: { label: 'metal per reductant', unit: '1' },
  reducible_metal: { label: 'metal that the reductant reduces at two per metal', unit: 'mmol' },
  reducible_fraction: { label: 'share of the metal that is reduced so', unit: '1' },
  metal_in_film: { label: 'metal in the film if every metalloid atom is kept', unit: 'mmol' },
  fraction_in_film: { label: 'share of the metal that the film takes then', unit: '1' },
  reductant_for_all_metal: { label: 'reductant that all of the metal would need', unit: 'mmol' },
  film_mass: { label: 'film if every atom of its limiting element is kept', unit: 'mg' },
  film_weight: { label: 'film on the powder', unit: 'wt%' },
  all_metal_mass: { label: 'all metal on the powder', unit: 'mg' },
  all_metal_weight: { label: 'all metal on the powder', unit: 'wt%' },
  film_thickness: { label: 'thickness of the dense film', unit: 'nm' },
  oxygen_to_oxidise: { label: 'oxygen that the whole film takes when it oxidises', unit: 'mmol' },
  oxygen_share: { label: "that oxygen as a share of the powder's", unit: '%' },
  oxygen_depth: { label: 'depth of powder that holds that oxygen', unit: 'nm' },
  metal_needed: { label: 'metal for the target film', unit: 'mmol' },
  salt_needed: { label: 'salt for the target film', unit: 'mg' },
  reductant_needed: { label: 'reductant for the target film', unit: 'mmol' },
  reductant_mass_needed: { label: 'reductant for the target film', unit: 'mg' },
  salt_concentration_needed: { label: 'salt in its solution for the target film', unit: 'mol/L' },
  reductant_concentration_needed: { label: 'reductant in its solution for the target film', unit: 'mol/L' },
  lioh: { label: 'LiOH', unit: 'wt%' },
  li2co3: { label: 'Li2CO3', unit: 'wt%' },
} as const;

export type SynthesisQuantity = keyof typeof SYNTHESIS_QUANTITIES;

/** What a step of a recipe says. */
export class StepOutcome {
  readonly findings: Finding[] = [];
  readonly notes: Note[] = [];

  constructor(readonly step: string) {}

  say(id: SynthesisQuantity, value: number, at: Readonly<Record<string, string>> = {}): void {
    const estimate: Estimate = { value, n: 1, unit: SYNTHESIS_QUANTITIES[id].unit };
    this.findings.push({ id, at: { step: this.step, ...at }, estimate });
  }

  warn(level: Note['level'], code: string, text: string): void {
    this.notes.push({ level, code, text, where: this.step });
  }
}
