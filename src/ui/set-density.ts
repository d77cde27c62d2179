const SIGNATURE_AND_HEADER = 33;

/**
 * A PNG that says how large it is in print, by a pHYs chunk behind its header (PNG specification, 3rd ed., §11.3.4.3).
 *
 * @param dots dots per inch
 */
export async function setDensity(png: Blob, dots: number): Promise<Blob> {
  const chunk = new DataView(new ArrayBuffer(21));
  chunk.setUint32(0, 9);
  for (const [i, letter] of [...'pHYs'].entries()) chunk.setUint8(4 + i, letter.charCodeAt(0));
  const perMetre = Math.round(dots / 0.0254);
  chunk.setUint32(8, perMetre);
  chunk.setUint32(12, perMetre);
  chunk.setUint8(16, 1);
  chunk.setUint32(17, computeCrc(new Uint8Array(chunk.buffer, 4, 13)));
  const bytes = await png.arrayBuffer();
  return new Blob([bytes.slice(0, SIGNATURE_AND_HEADER), chunk.buffer, bytes.slice(SIGNATURE_AND_HEADER)], {
    type: 'image/png',
  });
}

/** Cyclic redundancy check of PNG (§5.5). */
function computeCrc(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
