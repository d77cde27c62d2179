import { InputError, Table } from '../../core/index.js';
import { OUTER_AREAS, readParticle, readParticleColumn } from './given-particle.js';

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
 * @throws InputError where the table is no particle's, or has no outer surface
 */
export function resizeParticle(table: Table, radius: number, density: number): Table {
  readParticle(table);
  const fresh = OUTER_AREAS.reduce((sum, name) => sum + readParticleColumn(table, name, 0)[0], 0);
  if (!(fresh > 0))
    throw new InputError('the fresh particle has no outer surface, and cannot be put into a sphere of another size', {
      hint: 'a box that repeats has none: compute a particle',
    });
  const sphere = 3 / (1000 * radius * density);
  const square = table.has(SQUARE)
    ? readParticleColumn(table, SQUARE, 1)
    : readParticleColumn(table, MEAN, 1).map((v) => v * v);
  const whole = 10 / (1e6 * radius) ** 2;
  const lengths = square.map((v) => 1 / Math.max(whole, whole + 1 / v - 1 / square[0]));
  return new Table([
    ...table.columns
      .filter(({ name }) => name !== SQUARE && name !== MEAN)
      .map((column) =>
        OUTER_AREAS.includes(column.name)
          ? { name: column.name, values: readParticleColumn(table, column.name, 0).map((v) => (v * sphere) / fresh) }
          : column,
      ),
    { name: SQUARE, values: lengths },
  ]);
}
