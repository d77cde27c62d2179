export { isBpx, parseJsonText, readBpx, type BpxDocument } from './read-bpx.js';
export { BPX_VERSION, upgradeBpx } from './upgrade-bpx.js';
export { writeBpx } from './write-bpx.js';
export { isHalfCell, readHalfCell, type HalfCellDocument } from './read-half-cell.js';
export { readFunction, type JsonObject } from './check-keys.js';
