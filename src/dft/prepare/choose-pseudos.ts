import { InputError } from '../../core/index.js';
import type { UpfHeader } from '../../io/dft/index.js';

const ORDER: readonly UpfHeader['kind'][] = ['ultrasoft', 'PAW', 'norm-conserving'];

/**
 * One pseudopotential for each element, all of one functional and, where the folder has them so, of one kind.
 *
 * @param preferred kind to take where there is a choice
 * @throws InputError for an element without any, or with none of the functional
 */
export function choosePseudos(
  elements: readonly string[],
  headers: readonly UpfHeader[],
  functional: string,
  preferred?: UpfHeader['kind'],
): UpfHeader[] {
  const candidates = elements.map((element) => {
    const own = headers.filter((h) => h.element === element && h.kind !== 'Coulomb' && h.relativistic !== 'full');
    if (own.length === 0)
      throw new InputError(`there is no pseudopotential for ${element}`, {
        value: element,
        hint: `the folder holds ${[...new Set(headers.map((h) => h.element))].sort().join(', ') || 'none'}; cermet dft pseudos makes a PBE set for Li, B, O, Co, Ni`,
      });
    const fitting = own.filter((h) => h.functional === functional);
    if (fitting.length === 0)
      throw new InputError(
        `the pseudopotential of ${element} (${own[0].file}) was made with ${own[0].functional || 'an unnamed functional'}, the others are to be ${functional}: functionals must not be mixed`,
        {
          value: own[0].functional,
          hint: `put one of ${functional} into the folder; cermet dft pseudos makes a PBE set for Li, B, O, Co, Ni`,
        },
      );
    return fitting;
  });
  const kinds = [...(preferred ? [preferred] : []), ...ORDER];
  const common = kinds.find((kind) => candidates.every((own) => own.some((h) => h.kind === kind)));
  return candidates.map((own) => {
    const kind = common ?? kinds.find((k) => own.some((h) => h.kind === k));
    // Of several, the one with fewer electrons, then the newest: the choice does not depend on the order of the folder.
    return own.filter((h) => h.kind === kind).sort((a, b) => a.valence - b.valence || (a.file < b.file ? 1 : -1))[0];
  });
}

/** Refuses pseudopotentials of unequal functionals, such as those of a folder that someone put together. */
export function checkFunctionals(headers: readonly UpfHeader[]): void {
  const functionals = [...new Set(headers.map((h) => h.functional))];
  if (functionals.length > 1)
    throw new InputError(`functionals are mixed: ${headers.map((h) => `${h.file} is ${h.functional}`).join(', ')}`, {
      hint: 'take all of one functional',
    });
}
