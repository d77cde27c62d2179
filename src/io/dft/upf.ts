import { ReadError } from '../../core/index.js';
import { findElement, parseNumber, splitWords } from '../structures/text.js';

/** What the head of a pseudopotential in UPF says. */
export interface UpfHeader {
  file: string;
  element: string;
  /** `norm-conserving`, `ultrasoft`, `PAW`, `Coulomb`. */
  kind: 'norm-conserving' | 'ultrasoft' | 'PAW' | 'Coulomb';
  /**
   * `PBE`, `PBESOL`, `PZ` … as Quantum ESPRESSO names them; what it has no short name for stands as it does in the
   * file.
   */
  functional: string;
  /** [electrons] */
  valence: number;
  /** [Ry] that its maker suggests; undefined where none is given. */
  cutoff?: number;
  densityCutoff?: number;
  /** Orbitals with their occupation, as `3D 8`, where the head has them. */
  orbitals: { label: string; occupation: number }[];
  relativistic: 'no' | 'scalar' | 'full';
}

const SHORT: Readonly<Record<string, string>> = {
  'SLA PW PBX PBC': 'PBE',
  'SLA PW PBE PBE': 'PBE',
  'SLA PW PSX PSC': 'PBESOL',
  'SLA PZ NOGX NOGC': 'PZ',
  'SLA PW NOGX NOGC': 'PW',
  'SLA PW GGX GGC': 'PW91',
  'SLA LYP B88 BLYP': 'BLYP',
};

/** Parses the head of a UPF, version 1 or 2. */
export function parseUpfHeader(text: string, file: string): UpfHeader {
  const head = /<PP_HEADER\b([^>]*?)\/?>/s.exec(text);
  if (!head)
    throw new ReadError(
      'this is not a pseudopotential in UPF',
      { file },
      { hint: 'older forms (.van, .RRKJ3) are turned into UPF by upfconv.x' },
    );
  const orbitals = readOrbitals(text);
  if (head[1]!.trim() === '') return parseOld(text.slice(head.index), file, orbitals);
  const attributes: Record<string, string> = {};
  for (const [, key, double, single] of head[1]!.matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    attributes[key!] = (double ?? single!).trim();
  const element = findElement(attributes.element ?? '');
  const valence = parseNumber(attributes.z_valence);
  if (!element || valence === undefined) throw new ReadError('its head names no element or no valence', { file });
  const yes = (key: string): boolean => /^\.?t/i.test(attributes[key] ?? '');
  const type = attributes.pseudo_type ?? '';
  return {
    file,
    element,
    kind:
      yes('is_coulomb') || /1\/r/i.test(type)
        ? 'Coulomb'
        : yes('is_paw') || /PAW/i.test(type)
          ? 'PAW'
          : yes('is_ultrasoft') || /US/i.test(type)
            ? 'ultrasoft'
            : 'norm-conserving',
    functional: normalise(attributes.functional ?? ''),
    valence,
    ...positive('cutoff', attributes.wfc_cutoff),
    ...positive('densityCutoff', attributes.rho_cutoff),
    orbitals,
    relativistic: /full/i.test(attributes.relativistic ?? '')
      ? 'full'
      : /no/i.test(attributes.relativistic ?? '')
        ? 'no'
        : 'scalar',
  };
}

function parseOld(text: string, file: string, orbitals: UpfHeader['orbitals']): UpfHeader {
  const line = (label: RegExp): string[] => splitWords(text.split('\n').find((l) => label.test(l)) ?? '');
  const element = findElement(line(/\bElement\b/)[0] ?? '');
  const valence = parseNumber(line(/Z valence/)[0]);
  if (!element || valence === undefined) throw new ReadError('its head names no element or no valence', { file });
  const type = splitWords(text)[5] ?? '';
  const kind = line(/Ultrasoft|Norm|PAW|pseudopotential$/i)[0] ?? type;
  return {
    file,
    element,
    kind: /^US/.test(kind) ? 'ultrasoft' : /PAW/.test(kind) ? 'PAW' : 'norm-conserving',
    functional: normalise(
      line(/Exchange-Correlation/)
        .slice(0, 4)
        .join(' '),
    ),
    valence,
    ...positive('cutoff', line(/Suggested cutoff/)[0]),
    ...positive('densityCutoff', line(/Suggested cutoff/)[1]),
    orbitals,
    relativistic: 'scalar',
  };
}

const positive = <K extends string>(key: K, word: string | undefined): Partial<Record<K, number>> => {
  const value = parseNumber(word);
  return value !== undefined && value > 0 ? ({ [key]: value } as Partial<Record<K, number>>) : {};
};

function normalise(functional: string): string {
  const words = splitWords(functional).join(' ').toUpperCase();
  return SHORT[words] ?? SHORT[words.split(' ').slice(0, 4).join(' ')] ?? words;
}

/** `3D  3  2  8.00 …` of the valence configuration. */
function readOrbitals(text: string): UpfHeader['orbitals'] {
  const block = /Valence configuration:\s*\n.*\n([\s\S]*?)(?:Generation|Pseudization|<)/.exec(text.slice(0, 20_000));
  if (!block) return [];
  return block[1]!.split('\n').flatMap((line) => {
    const words = splitWords(line);
    return /^\d[SPDF]$/i.test(words[0] ?? '') && words.length >= 4
      ? [{ label: words[0]!.toUpperCase(), occupation: Number(words[3]) }]
      : [];
  });
}
