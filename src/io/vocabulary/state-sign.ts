const DISCHARGE = /dis-?ch|dchg|dchrg|dsg|(?:^|[^a-z])dch(?![a-z])|entlad|decharg|descarga|scarica|放电|放電/;
const CHARGE = /charg|chg|chrg|(?:^|[^a-z])cha(?![a-z])|laden|ladung|geladen|carga|carica|充电|充電/;
const known = new Map<string, -1 | 0 | 1>();

/**
 * Which way a cycler's word for a state or step drives the cell: 1 charge, −1 discharge, 0 neither or unsaid. English,
 * German, French, Spanish, Italian, Chinese, Japanese.
 */
export function readStateSign(word: string): -1 | 0 | 1 {
  let sign = known.get(word);
  if (sign === undefined) {
    sign = readWord(word);
    if (known.size < 2000 && word.length < 80) known.set(word, sign);
  }
  return sign;
}

function readWord(word: string): -1 | 0 | 1 {
  const text = word
    .slice(0, 80)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .toLowerCase();
  if (text === 'c') return 1;
  if (text === 'd') return -1;
  const out = DISCHARGE.test(text);
  // What is left once the words for discharge are gone may still say charge: "charge/discharge" says neither.
  const rest = text.replaceAll(new RegExp(`${DISCHARGE.source}\\w*`, 'g'), ' ');
  const into = CHARGE.test(rest);
  return out && into ? 0 : out ? -1 : into ? 1 : 0;
}
