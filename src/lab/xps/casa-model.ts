import { type Context, InputError } from '../../core/index.js';
import type { RegionFit } from './fit-region.js';
import type { Region } from './region-data.js';

/** placeholder */
export async function fitFileComponents(_region: Region, _ctx?: Context): Promise<RegionFit> {
  throw new InputError('this spectrum holds no components');
}
