import type { Bonds } from '../../scene/find-drawn-bonds.js';
import type { SceneFrame } from '../../scene/pack-frames.js';
import type { DrawnAtom } from './make-model.js';

/** An atom in words: element and number, place, what it is joined to, moment, group, what shares its site. */
export function describeAtom({ index, position, image }: DrawnAtom, frame: SceneFrame, bonds: Bonds): string {
  const around = new Map<string, number>();
  for (let k = bonds.offsets[index]; k < bonds.offsets[index + 1]; k++) {
    const element = frame.elements[bonds.neighbours[k]];
    around.set(element, (around.get(element) ?? 0) + 1);
  }
  const neighbours = [...around]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([element, count]) => `${count} ${element}`)
    .join(' + ');
  return [
    `${frame.elements[index]} ${index + 1}${image ? ' (image)' : ''} at ${position
      .toArray()
      .map((x) => x.toFixed(3).replace('-', '−'))
      .join(', ')} Å`,
    `joined to ${neighbours || 'nothing'}`,
    frame.moments && `${frame.moments[index].toFixed(2)} μB`,
    frame.groups && `group ${frame.groups[index]}`,
    frame.disagreements && `members disagree by ${frame.disagreements[index].toFixed(2)} eV/Å on its force`,
    frame.disorder?.[index],
  ]
    .filter(Boolean)
    .join('; ');
}
