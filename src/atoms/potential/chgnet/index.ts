export { CHGNET_CHECKPOINTS, CHGNET_PACKAGE, chgnetName, extractCheckpoint, readCheckpoint, readSafetensors, writeSafetensors, type ChgnetName } from './checkpoint.js';
export { makeChgnet } from './chgnet.js';
export type { Tensor, Tensors } from './weights.js';
