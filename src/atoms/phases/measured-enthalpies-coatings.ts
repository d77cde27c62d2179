import { parseEnthalpies } from './parse-enthalpies.js';

/**
 * Measured enthalpies of formation of what coatings of magnesium, titanium, zirconium, niobium, tantalum, tungsten,
 * vanadium, zinc, lanthanum, yttrium and of fluorides can turn into on a lithium metal oxide, [eV/atom]: all compounds
 * of one of these elements with Li, Mn, Fe, Co, Ni, Al, B, P, Si and O in the table of SGTE; of polymorphs the most
 * stable.
 *
 * Left out: its LiNbO3, which stands there at twice its value (-5.66 eV/atom; lithium and niobium oxide make -2.6).
 */
export const MEASURED_COATINGS = parseEnthalpies(
  'sgte',
  `
Mg2Al4Si5O18 -3.2736, Mg2Ni -0.1366, Mg2Si -0.2732, Mg2SiO4 -3.2232, Mg3Al2Si3O12 -3.2573, Mg3P2 -0.9627, Mg3P2O8
-3.0136, Mg7Al18Si3O40 -3.3783, MgAl2O4 -3.4245, MgB2 -0.3723, MgB20 -0.0809, MgB4 -0.2648, MgB7 -0.1958, MgFe2O4
-2.1292, MgNi2 -0.1908, MgSiO3 -3.2098

Al2TiO5 -3.3772, Al3Ti -0.1203, AlTi -0.3903, Co2TiO4 -2.1694, CoTi2O5 -2.7757, CoTiO3 -2.5125, Fe2Ti -0.3021,
Fe2TiO4 -2.2435, FeTi -0.2103, FeTiO3 -2.5718, Mn2TiO4 -2.5909, MnTiO3 -2.8161, Ni3Ti -0.3599, NiTi -0.3513, NiTi2
-0.2775, NiTiO3 -2.4925, Ti2O3 -3.1526, Ti3O5 -3.1859, Ti4O7 -3.2078, Ti5Si3 -0.7502, TiB -0.8304, TiB2 -0.9656, TiO
-2.7970, TiSi -0.6721, TiSi2 -0.4640

Li2ZrO3 -3.0398, Zr2Si -0.7987, Zr3Si -0.6318, Zr3Si2 -0.9205, Zr5Si3 -0.8102, Zr5Si4 -0.9152, ZrB2 -1.1145, ZrSi
-0.8672, ZrSi2 -0.5834, ZrSiO4 -3.5091

Fe2Nb -0.1603, Nb5Si3 -0.6613, NbB2 -0.8673, NbO -2.1747, NbO2 -2.7464, NbSi2 -0.4318

Fe2Ta -0.1995, Ta2O5 -3.0338, Ta2Si -0.4120, TaB2 -0.7227

CoWO4 -1.9639, Fe3W2 -0.1084, FeWO4 -2.0556, Li2WO4 -2.3745, MnWO4 -2.2549, NiWO4 -1.9482, W2B -0.2318, W2B5
-0.2909, W5Si3 -0.1990, WB -0.3425, WO2 -2.0382, WSi2 -0.3217

FeV2O4 -2.2298, FeV2O6 -2.1884, V2B3 -0.7155, V2O3 -2.5222, V2O5 -2.2964, V3B2 -0.6296, V3B4 -0.7205, V5B6 -0.7194,
VB -0.7177, VB2 -0.7039, VO -2.2325, VO2 -2.4746, VSi2 -0.4336

Fe2ZnO4 -1.7424, Zn2SiO4 -2.4352, Zn3P2 -0.4042, ZnAl2O4 -3.0668, ZnO -1.8163, ZnP2 -0.3512

La2CoO4 -3.0187, La2NiO4 -3.0170, La2O3 -3.7219, La4Co3O10 -2.7773, La4Ni3O10 -2.7304, LaAl2 -0.5204, LaB6 -0.1543,
LaCoO3 -2.6081, LaMnO3 -2.9540, LaPO4 -3.4041

Y2O3 -3.9488, YMn2O5 -2.6056, YMnO3 -3.0634

AlF3 -3.9135, BOF -2.8259, CoF2 -2.3251, CoF3 -2.0521, FeF2 -2.4632, FeF3 -2.5662, Li3AlF6 -3.5069, MnF2 -2.9538,
MnF3 -2.7753, MnF4 -2.2760, NiF2 -2.2712
`,
);
