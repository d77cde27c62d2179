import type { SceneFrame } from '../../study/report/scene-data.js';

/** Frames as extended XYZ (Å, eV, μB), as the page holds them: positions in single precision. */
export function toExtxyz(frames: readonly SceneFrame[], times: readonly number[] | undefined): string {
  return frames.map((frame, k) => {
    const properties = ['species:S:1', 'pos:R:3', ...(frame.moments ? ['magmoms:R:1'] : []), ...(frame.groups ? ['group:R:1'] : [])].join(':');
    const head = [
      `Lattice="${Array.from(frame.cell).join(' ')}"`,
      `Properties=${properties}`,
      `pbc="${frame.pbc.map((p) => (p ? 'T' : 'F')).join(' ')}"`,
      ...(frame.energy === undefined ? [] : [`energy=${frame.energy}`]),
      ...(times ? [`time_fs=${times[k]}`] : []),
    ].join(' ');
    const atoms = frame.elements.map((element, i) => {
      const cells = [0, 1, 2].map((axis) => frame.positions[3 * i + axis].toFixed(5));
      if (frame.moments) cells.push(frame.moments[i].toFixed(4));
      if (frame.groups) cells.push(String(frame.groups[i]));
      return `${element.padEnd(2)} ${cells.join(' ')}`;
    });
    return `${frame.elements.length}\n${head}\n${atoms.join('\n')}\n`;
  }).join('');
}
