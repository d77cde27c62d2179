/**
 * Formula behind the short name of a layered oxide: `NCM523` (or `NMC532`, whose order of digits is Ni, Mn, Co) is
 * LiNi0.5Co0.2Mn0.3O2.
 */
export function expandShortName(name: string): string | undefined {
  const [, order, digits] = /^(NCM|NMC)-?(\d{3})$/i.exec(name.trim()) ?? [];
  if (!order || !digits) return undefined;
  const parts = [...digits].map(Number);
  const sum = parts.reduce((a, b) => a + b, 0);
  if (parts.includes(0)) return undefined;
  const [nickel, second, third] = parts.map((part) => Number((part / sum).toFixed(3)));
  const [cobalt, manganese] = order.toUpperCase() === 'NCM' ? [second, third] : [third, second];
  return `LiNi${nickel}Co${cobalt}Mn${manganese}O2`;
}
