export * from './ageing/index.js';
export * from './fade/index.js';
export { DEFAULT_MESH, simulateCell, type SimulateOptions, type Simulation } from './simulate-cell.js';
export type { StepSummary } from './cycler/run-protocol.js';
export type { Ending } from './cycler/step-ends.js';
export { computeImpedance, type Spectrum } from './impedance/compute-impedance.js';
export type { CellSystem, CellView, MaterialView } from './model/cell-system.js';
export { makeCellSystem, MODELS, type ModelName } from './model/make-system.js';
export type {
  ActiveMaterial,
  Cell,
  Electrolyte,
  FittedParameter,
  LithiumMetal,
  PorousElectrode,
  PorousLayer,
} from './parameters/cell.js';
export { parseCell } from './parameters/read-cell.js';
export { withDoubleLayer } from './parameters/with-double-layer.js';
export { readProtocol } from './protocol/check-protocol.js';
export { parseFrequencies } from './protocol/parse-frequencies.js';
export { parseProtocol } from './protocol/parse-protocol.js';
export type { End, Item, Protocol, Step, StepControl } from './protocol/protocol.js';
export { SHIPPED_PROTOCOLS, shippedProtocol } from './protocol/shipped-protocols.js';
export { CELL_PARAMETERS, type CellParameter } from './fit/cell-parameters.js';
export {
  fitCell,
  type CellExperiment,
  type CellFit,
  type FreeCellParameter,
  type Profile,
  type TradeOff,
} from './fit/fit-cell.js';
