/**
 * Whether a name fits a pattern: `*` is any text and `?` any character; as in a shell, neither stands for a dot that
 * begins a name. At most length times length steps, however many stars there are.
 */
export function matchesName(pattern: string, name: string): boolean {
  const [p, s] = [[...pattern], [...name]];
  if (s[0] === '.' && (p[0] === '*' || p[0] === '?')) return false;
  let i = 0;
  let k = 0;
  let star = -1;
  let from = 0;
  while (k < s.length) {
    if (i < p.length && p[i] === '*') {
      star = i++;
      from = k;
    } else if (i < p.length && (p[i] === '?' || p[i] === s[k])) {
      i++;
      k++;
    } else if (star >= 0) {
      // The last star takes one character more; those before it need not move.
      i = star + 1;
      k = ++from;
    } else return false;
  }
  while (p[i] === '*') i++;
  return i === p.length;
}
