/** [m] units as microscopes write them */
const UNITS: Record<string, number> = {
  m: 1,
  mm: 1e-3,
  um: 1e-6,
  µm: 1e-6,
  μm: 1e-6,
  nm: 1e-9,
  pm: 1e-12,
  Å: 1e-10,
};

/**
 * Side of a pixel from what a microscope writes into a picture: FEI and Thermo `PixelWidth=` in metres, Zeiss `Image
 * Pixel Size = 2.79 nm`, Hitachi `PixelSize=` in nanometres, JEOL `$CM_…` fields, and `pixel size: 0.05 nm` in words.
 *
 * @param text all text of the file
 */
export function findPixelSize(text: string): { pixel: number; pixelFrom: string } | undefined {
  const found = (value: number, factor: number, from: string): { pixel: number; pixelFrom: string } | undefined =>
    Number.isFinite(value) && value > 0 && value * factor > 1e-13 && value * factor < 1e-2
      ? { pixel: value * factor, pixelFrom: from }
      : undefined;
  const fei = /^\s*PixelWidth\s*=\s*([\d.eE+-]+)\s*$/m.exec(text);
  if (fei) return found(Number(fei[1]), 1, 'PixelWidth');
  const zeiss =
    /(?:AP_IMAGE_PIXEL_SIZE|Image Pixel Size)\s*[=:]?\s*(?:Image Pixel Size\s*=\s*)?([\d.]+)\s*(pm|nm|[uµμ]m|mm|m)\b/i.exec(
      text,
    );
  if (zeiss) return found(Number(zeiss[1]), UNITS[zeiss[2]!] ?? 1e-9, 'Image Pixel Size');
  const words = /pixel[ _]?size\s*[=:]?\s*([\d.]+(?:[eE][+-]?\d+)?)\s*(pm|nm|[uµμ]m|mm|m|Å)?(?![a-zA-Z])/i.exec(text);
  if (words) return found(Number(words[1]), words[2] ? UNITS[words[2]]! : 1e-9, 'pixel size');
  const bar = /^\$\$SM_MICRON_BAR\s+(\d+)\s*$/m.exec(text);
  const length = /^\$\$SM_MICRON_MARKER\s+([\d.]+)\s*(nm|um)\s*$/m.exec(text);
  if (bar && length && Number(bar[1]) > 0)
    return found(Number(length[1]) / Number(bar[1]), UNITS[length[2]!]!, 'scale bar in the header');
  return undefined;
}
