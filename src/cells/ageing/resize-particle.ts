import { Table } from '../../core/index.js';

const OUTER = ['outer_area_bare_square_metre_per_gram', 'outer_area_covered_square_metre_per_gram'];
const SQUARE = 'mean_square_diffusion_length_square_micrometre';
const MEAN = 'mean_diffusion_length_micrometre';

/**
 * The same cracks in a sphere of another size. What cracks open belongs to the network of boundaries and stays for each
 * gram; the outer surface becomes that of the sphere. Ways to the electrolyte add as what they let through, so that
 * 1/⟨ℓ²⟩ of the cracks stays and that of the fresh particle becomes the sphere's, 10/R². Contacts and shares stay.
 *
 * @param table   as a particle tells it, see docs/grains/to-cells.md
 * @param radius  [m]
 * @param density [kg/m3]
 */
export function resizeParticle(table: Table, radius: number, density: number): Table {
  const all = OUTER.map((name) => table.column(name));
  const fresh = all[0][0] + all[1][0];
  const sphere = 3 / (1000 * radius * density);
  const square = table.has(SQUARE) ? table.column(SQUARE) : table.column(MEAN).map((v) => v * v);
  const whole = 10 / (1e6 * radius) ** 2;
  const lengths = square.map((v) => 1 / Math.max(whole, whole + 1 / v - 1 / square[0]));
  return new Table([
    ...table.columns
      .filter(({ name }) => name !== SQUARE && name !== MEAN)
      .map((column) =>
        OUTER.includes(column.name)
          ? { name: column.name, values: table.column(column.name).map((v) => (v * sphere) / fresh) }
          : column,
      ),
    { name: SQUARE, values: lengths },
  ]);
}
