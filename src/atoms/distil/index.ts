export {
  distilPotential,
  countTrainings,
  estimateRound,
  MEMBERS,
  type Distilled,
  type DistilAmounts,
  type DistilOptions,
  type DistilStage,
} from './distil-potential.js';
export type { Chain, ChainFrame, FrameStore, Labeller } from './chain.js';
export { labelFrame, type LabelJob, type Motion } from './label-frame.js';
export { makeSystem, type DistilPair, type DistilSystem, type NamedCrystal } from './make-system.js';
export { alignEnergies, checkLabels, type CheckedLabels } from './check-labels.js';
export { chooseHeldOut } from './plan-chains.js';
export { makeTrialFrame, planAmounts, splitFrames } from './plan-amounts.js';
export type { FamilyErrors, TrainedNep, TrainingFrame } from '../potential/train/index.js';
