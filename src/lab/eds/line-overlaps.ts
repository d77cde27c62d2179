import type { Note } from '../../core/index.js';

/** Energies of Kα and Kβ of neighbours in layered oxides. [keV] Bearden, Rev. Mod. Phys. 39 (1967) 78. */
const K_LINES: Readonly<Record<string, { alpha: number; beta: number }>> = {
  Mn: { alpha: 5.895, beta: 6.49 },
  Fe: { alpha: 6.4, beta: 7.058 },
  Co: { alpha: 6.925, beta: 7.649 },
  Ni: { alpha: 7.472, beta: 8.265 },
  Cu: { alpha: 8.041, beta: 8.905 },
};
/** [keV] lines nearer than this are one peak to a silicon detector (130 eV) */
const RESOLVED = 0.2;

/** Warnings for lines of elements that lie under each other, and for boron, which is hardly seen at all. */
export function findLineOverlaps(lines: readonly { element: string; series: string }[]): Note[] {
  const notes: Note[] = [];
  const present = lines.filter((l) => l.series === 'K').map((l) => l.element);
  for (const [below, own] of Object.entries(K_LINES))
    for (const [above, other] of Object.entries(K_LINES))
      if (
        below !== above &&
        present.includes(below) &&
        present.includes(above) &&
        Math.abs(own.beta - other.alpha) < RESOLVED
      )
        notes.push({
          level: 'warning',
          code: 'overlap',
          text: `${below} Kβ (${own.beta} keV) lies under ${above} Kα (${other.alpha} keV): a window around ${above} Kα counts about an eighth of ${below} Kα as ${above}; take counts from fitted peaks`,
        });
  if (present.includes('Ni'))
    notes.push({
      level: 'info',
      code: 'copper-grid',
      text: 'Cu Kα (8.04 keV) of a copper grid lies beside Ni Kβ; use a nickel-free and copper-free grid or fit both',
    });
  if (lines.some((l) => l.element === 'B'))
    notes.push({
      level: 'warning',
      code: 'boron',
      text: 'boron K (0.183 keV) is absorbed before it reaches most detectors: its counts are rather carbon, noise or an edge of the window',
    });
  return notes;
}
