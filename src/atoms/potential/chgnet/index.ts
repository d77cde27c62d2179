export { extractCheckpoint, readCheckpoint } from './checkpoint.js';
export { makeChgnet } from './chgnet.js';
export { CHGNET_CHECKPOINTS, CHGNET_PACKAGE, chgnetName, type ChgnetName } from './known-checkpoints.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export type { Tensor, Tensors } from './weights.js';
export { loadChgnet, requireChgnetTensors } from './load-chgnet.js';
