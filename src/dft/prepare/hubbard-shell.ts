/** The shell that +U acts on, `3d` of Ni, as Quantum ESPRESSO 7.1 and later wants it named. */
export function hubbardShell(element: string): string {
  for (const [shell, elements] of SHELLS) if (elements.includes(element)) return shell;
  return '2p';
}

const SHELLS: readonly [string, readonly string[]][] = [
  ['3d', 'Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga'.split(' ')],
  ['4d', 'Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In'.split(' ')],
  ['5d', 'Hf Ta W Re Os Ir Pt Au Hg Tl'.split(' ')],
  ['4f', 'La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu'.split(' ')],
  ['5f', 'Ac Th Pa U Np Pu Am'.split(' ')],
  ['3p', 'Si P S Cl'.split(' ')],
  ['4p', 'Ge As Se Br'.split(' ')],
];

/** Elements with an open d shell, which carry a moment in an oxide. */
export const OPEN_SHELL: ReadonlySet<string> = new Set('Ti V Cr Mn Fe Co Ni Cu Mo Ru Rh W Re Os Ir'.split(' '));
