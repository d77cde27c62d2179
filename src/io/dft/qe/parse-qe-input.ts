/**
 * Namelists and cards of an input of Quantum ESPRESSO. Keys in small letters; values as they stand, quotes taken off.
 */
export interface QeInput {
  values: Record<string, string>;
  /** Lines of each card by its name; the option after the name under `NAME option`. */
  cards: Record<string, { option: string; lines: string[] }>;
}

const CARDS =
  /^(ATOMIC_SPECIES|ATOMIC_POSITIONS|K_POINTS|CELL_PARAMETERS|HUBBARD|CONSTRAINTS|OCCUPATIONS|ATOMIC_VELOCITIES|ATOMIC_FORCES|SOLVENTS|ADDITIONAL_K_POINTS)\b\s*[({]?\s*([^)}]*)/i;

/** Parses an input of `pw.x`, `projwfc.x` or `pp.x`; undefined where it is none. */
export function parseQeInput(text: string): QeInput | undefined {
  const input: QeInput = { values: {}, cards: {} };
  let inside = false;
  let seen = false;
  let card: { option: string; lines: string[] } | undefined;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)[!#].*$/, '').trim();
    if (line === '') continue;
    if (line.startsWith('&')) {
      inside = seen = true;
      card = undefined;
      readPairs(line.replace(/^&\w+/, ''), input.values);
      if (line.endsWith('/')) inside = false;
    } else if (inside && line.startsWith('/')) inside = false;
    else if (inside) {
      readPairs(line, input.values);
      if (/(^|[^'"\w])\/$/.test(line)) inside = false;
    } else {
      const match = CARDS.exec(line);
      if (match) {
        card = { option: match[2]!.trim().toLowerCase(), lines: [] };
        input.cards[match[1]!.toUpperCase()] = card;
      } else card?.lines.push(line);
    }
  }
  return seen ? input : undefined;
}

function readPairs(line: string, values: Record<string, string>): void {
  for (const [, key, quoted, bare] of line.matchAll(
    /([A-Za-z_]\w*(?:\([\d,\s]+\))?)\s*=\s*(?:['"]([^'"]*)['"]|([^,\s/]+))/g,
  ))
    values[key!.toLowerCase().replace(/\s/g, '')] = quoted ?? bare!;
}
