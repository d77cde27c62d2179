import { InputError } from '../../../core/index.js';

/**
 * The checkpoints inside the Python package `chgnet` 0.4.2 that Cermet knows, by the hash of their bytes and by that of
 * their tensors (load-chgnet.ts). Wheels differ by platform, checkpoints do not.
 */
export const CHGNET_CHECKPOINTS = {
  chgnet: {
    file: 'chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar',
    sha256: 'd14ab7c0f093efe64b60a7bcd540bca10e74fb7f46c86108a079af60524659d1',
    tensors: '6b6343097344ecb4dd59f6addfdedb0b9909696c9884ed241c5ce1ef3e3cd8de',
    scheme: 'PBE+U with the Materials Project 2020 corrections',
  },
  'chgnet-r2scan': {
    file: 'chgnet/pretrained/r2scan/chgnet_r2scan_transfer_learning_e15f36s161m23.pth.tar',
    sha256: '8eba3db0f35a2788bb3ae22885ad340591e27996f213c6643af522a633b50dad',
    tensors: '5bc8bf652bfc1aa542ebe56fd624cec8f6203b3ba7b5fee602c8437de5dbf0d8',
    scheme: 'r2SCAN',
  },
} as const;
export type ChgnetName = keyof typeof CHGNET_CHECKPOINTS;
/** The pinned package. */
export const CHGNET_PACKAGE = 'chgnet==0.4.2';

/** A checkpoint's name from what a person typed. */
export function chgnetName(name: string): ChgnetName {
  if (Object.hasOwn(CHGNET_CHECKPOINTS, name)) return name as ChgnetName;
  throw new InputError(`there is no potential "${name}" to add`, {
    value: name,
    allowed: Object.keys(CHGNET_CHECKPOINTS),
  });
}
