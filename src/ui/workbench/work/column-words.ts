import { unitOfColumn } from '../../../core/vocabulary.js';
import { formatUnit } from '../../../study/report/format.js';

/** Columns whose name alone makes no good title. */
const TITLES: Readonly<Record<string, string>> = { two_theta_degree: '2θ / °', intensity_count: 'intensity / counts' };

/** A column's name as the title of an axis: `two_theta_degree` → 2θ / °. */
export function titleOfColumn(name: string): string {
  if (Object.hasOwn(TITLES, name)) return TITLES[name];
  const unit = unitOfColumn(name);
  const words = name.split('_');
  if (unit === undefined || unit === '1') return words.join(' ');
  // The stem is what is left when the unit's own words are taken away: the shortest beginning behind which the rest
  // still names the unit.
  let k = 1;
  while (k < words.length - 1 && unitOfColumn(`x_${words.slice(k).join('_')}`) !== unit) k++;
  while (k < words.length - 1 && unitOfColumn(`x_${words.slice(k + 1).join('_')}`) === unit) k++;
  return `${words.slice(0, k).join(' ')} / ${formatUnit(unit)}`;
}
