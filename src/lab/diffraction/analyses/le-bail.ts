import { defineAnalysis, makeOutcome, type Outcome } from '../../../evidence/analysis.js';
import { figureRefinement } from '../figure-refinement.js';
import { judgeRefinement } from '../judge-refinement.js';
import { refineLeBail } from '../le-bail.js';
import { measureRietveld } from '../measure-rietveld.js';
import { prepareProblem } from '../prepare-problem.js';
import { tabulateParameters, tabulateReflections } from '../tabulate-refinement.js';
import { refinementSettings } from './diffraction-settings.js';
import { refinementQuantities, toFindings } from './rietveld.js';

/** Cells and profile of a pattern with free intensities. */
export const leBailAnalysis = defineAnalysis({
  id: 'lebail',
  version: '1',
  title: 'Le Bail refinement: cell and profile, intensities free of any structure',
  inputs: {
    pattern: { kind: 'diffraction', describe: 'the powder pattern' },
    phases: { kind: 'structure', many: true, describe: 'the phases, of which the cell and the space group count' },
  },
  settings: refinementSettings,
  quantities: refinementQuantities,
  async run({ pattern, phases }, settings, ctx): Promise<Outcome> {
    const { problem, taken, notes, radius } = await prepareProblem(pattern, phases, settings);
    const r = await refineLeBail({ ...problem, mixing: 'none' }, ctx);
    const wanted = /^(cell_|displacement$|zero$|transparency$|crystallite_size$|microstrain$|profile_|r_|goodness)/;
    const measured = measureRietveld(r, { radius, scherrer: 0.9, counting: taken.counting }).filter((m) =>
      wanted.test(m.id),
    );
    return makeOutcome({
      findings: toFindings(measured, new Map(), r, taken.counting),
      notes: [
        ...notes,
        ...judgeRefinement(r, taken.counting),
        {
          level: 'info',
          code: 'free-intensities',
          text: 'intensities are free: esds of the cell leave out what intensities and profile share',
        },
      ],
      tables: [
        { id: 'parameters', title: 'Parameters', table: tabulateParameters(r, taken.counting) },
        { id: 'reflections', title: 'Reflections with their intensities', table: tabulateReflections(r) },
      ],
      figures: [figureRefinement(r)],
    });
  },
  cite: [{ text: 'Le Bail, Duroy and Fourquet, Mater. Res. Bull. 23 (1988) 447', doi: '10.1016/0025-5408(88)90019-0' }],
});
