import type { CoreLevel } from './core-levels.js';
import type { RegionFit } from './fit-region.js';
import { FIRST_LINE, PER_LINE } from './region-model.js';

/** [eV] beyond which a line of a doublet is its weaker member, where it is not tied to one */
const SPLIT = 0.7;

/**
 * Names of lines: core level with its spin–orbit member, and the compound whose range of binding energy it falls in;
 * lines of one name are numbered by rising binding energy.
 *
 * @param shift [eV] charging, taken off before compounds are looked up
 */
export function nameLines(fit: RegionFit, level: CoreLevel | undefined, regionName: string, shift: number): string[] {
  const position = (s: number): number => fit.parameters[FIRST_LINE + PER_LINE * s + 1];
  const members = memberNames(level);
  const plain = fit.lines.map((line, s) => {
    const at = position(s) - shift;
    let member = '';
    let from = at;
    if (level?.doublet && members) {
      const { splitting } = level.doublet;
      const strong = fit.lines.findIndex((other, o) => other.partner?.line === s && o !== s);
      const weak =
        line.partner !== undefined ||
        (strong < 0 && at > level.range[1] + splitting[0] - SPLIT * 10 && at > level.range[0] + splitting[0] - SPLIT);
      member = weak ? members[1] : members[0];
      if (line.partner) from = position(line.partner.line) - shift;
      else if (weak) from = at - (splitting[0] + splitting[1]) / 2;
    }
    const compound = level?.compounds?.find(([low, high]) => from >= low && from < high)?.[2];
    const stem = `${level?.name ?? regionName}${member}`;
    return compound ? `${stem} ${compound}` : stem;
  });
  const order = [...plain.keys()].sort((a, b) => position(a) - position(b));
  const names = [...plain];
  const total = new Map<string, number>();
  for (const name of plain) total.set(name, (total.get(name) ?? 0) + 1);
  const used = new Map<string, number>();
  for (const s of order) {
    if (total.get(plain[s]) === 1) continue;
    const k = (used.get(plain[s]) ?? 0) + 1;
    used.set(plain[s], k);
    names[s] = `${plain[s]} ${k}`;
  }
  return names;
}

/** `3/2` and `1/2` of p, `5/2` and `3/2` of d, `7/2` and `5/2` of f. */
function memberNames(level: CoreLevel | undefined): readonly [string, string] | undefined {
  switch (level?.name.at(-1)) {
    case 'p':
      return ['3/2', '1/2'];
    case 'd':
      return ['5/2', '3/2'];
    case 'f':
      return ['7/2', '5/2'];
    default:
      return undefined;
  }
}
