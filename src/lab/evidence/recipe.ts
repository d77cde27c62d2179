import {
  CERMET_VERSION,
  computeContentHash,
  InputError,
  required,
  text,
  type Note,
  type Simulated,
} from '../../core/index.js';
import { defineEvidence, makeOutput, type Finding, type Result } from '../../evidence/index.js';
import { runRecipe } from '../synthesis/run-recipe.js';
import { SYNTHESIS_QUANTITIES, type SynthesisQuantity } from '../synthesis/step-outcome.js';

interface RecipePiece {
  findings: Finding[];
  notes: Note[];
  hash: string;
}

/**
 * What a recipe says of itself: amounts, ratios and bounds as `cermet synthesis` gives them, at the name of their step.
 */
export const recipeEvidence = defineEvidence({
  id: 'lab/recipe',
  title: 'Recipe',
  settings: { file: required(text(undefined, 'recipe in YAML, beside the study')) },
  quantities: Object.fromEntries(Object.entries(SYNTHESIS_QUANTITIES).map(([id, q]) => [id, { ...q }])),
  plan: ({ file }) => [
    {
      label: 'recipe',
      weight: 0.001,
      inputs: { file },
      files: [file],
      async run(_ctx, host): Promise<RecipePiece> {
        const bytes = await (await host.open(file)).bytes();
        const { parse } = await import('yaml');
        let data: unknown;
        try {
          data = parse(new TextDecoder().decode(bytes));
        } catch (error) {
          throw new InputError('the recipe is not YAML', { where: { file }, cause: error });
        }
        const { findings, notes } = runRecipe(data, file);
        return { findings, notes, hash: await computeContentHash(data) };
      },
    },
  ],
  assemble({ file }, [{ findings, notes, hash }]) {
    const origin: Simulated = {
      type: 'simulated',
      model: 'stoichiometry of a recipe',
      parameters: { file },
      parametersHash: hash,
      cermet: CERMET_VERSION,
    };
    return makeOutput({
      results: findings.map(
        ({ id, at, estimate }): Result => ({
          id,
          label: SYNTHESIS_QUANTITIES[id as SynthesisQuantity].label,
          // Arithmetic on numbers without an uncertainty is exact by construction.
          estimate: { ...estimate, sigma: estimate.sigma ?? 0 },
          ...(at && { at }),
          origin,
        }),
      ),
      // What is wrong with a recipe does not make its arithmetic wrong, so no verdict is tainted by it.
      notes: notes.map((n) => (n.level === 'serious' ? { ...n, level: 'warning' } : n)),
    });
  },
});
