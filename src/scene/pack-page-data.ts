import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { fromBase64, toBase64 } from '../core/index.js';
import type { PageData } from './page-data.js';

/** Page data as a page carries it: JSON, packed by gzip, in base64. */
export interface PackedPageData {
  packed: string;
}

/** Packs the data of a page; the same data give the same text. */
export function packPageData(data: PageData): PackedPageData {
  return { packed: toBase64(gzipSync(strToU8(JSON.stringify(data)), { level: 9, mtime: '1980-01-01' })) };
}

/** Gives back what {@link packPageData} packed. */
export function unpackPageData({ packed }: PackedPageData): PageData {
  return JSON.parse(strFromU8(gunzipSync(fromBase64(packed)))) as PageData;
}
