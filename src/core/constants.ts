/**
 * CODATA 2022 recommended values; one vintage everywhere. SI unless the name says otherwise.
 * https://physics.nist.gov/constants
 */
export const ELEMENTARY_CHARGE = 1.602176634e-19; // C, exact
export const ELECTRONVOLT = ELEMENTARY_CHARGE; // J, exact
export const BOLTZMANN = 1.380649e-23; // J/K, exact
export const AVOGADRO = 6.02214076e23; // 1/mol, exact
export const FARADAY = ELEMENTARY_CHARGE * AVOGADRO; // C/mol
export const GAS_CONSTANT = BOLTZMANN * AVOGADRO; // J/(mol K)
export const ATOMIC_MASS = 1.66053906892e-27; // kg
/** Boltzmann constant in eV/K. */
export const BOLTZMANN_EV = BOLTZMANN / ELEMENTARY_CHARGE;
/** Pressure of 1 eV/Å³ in GPa. */
export const GPA_PER_EV_PER_CUBIC_ANGSTROM = ELEMENTARY_CHARGE * 1e21;
/** Surface energy of 1 eV/Å² in J/m². */
export const JOULE_PER_SQUARE_METRE_PER_EV_PER_SQUARE_ANGSTROM = ELEMENTARY_CHARGE * 1e20;
/** Acceleration in Å/fs² of 1 eV/Å acting on 1 amu. */
export const ACCELERATION_PER_EV_PER_ANGSTROM_AMU = (ELEMENTARY_CHARGE / ATOMIC_MASS) * 1e-10;
/** Enthalpy of 1 eV per particle in kJ/mol. */
export const KILOJOULE_PER_MOLE_PER_EV = FARADAY / 1000;
