import type { EnthalpySource } from './enthalpy-sources.js';

/** [eV/atom] formation energies by compound: source, value, and one sigma where the source states it. */
export type EnthalpyTable = Readonly<
  Record<string, readonly (readonly [source: EnthalpySource, value: number, sigma?: number])[]>
>;

/**
 * Measured and assessed enthalpies of formation at 298.15 K and 1 bar from the elements in their standard states;
 * phosphorus is white.
 *
 * Of several polymorphs the most stable; of several values that one source lists, their mean. Not here because no
 * measured value was found: Co3B, Li3BO3, the borates and phosphates of Co, Ni and Mn (Co4B6O13, Co3(BO3)2, Ni3(BO3)2,
 * Co3(PO4)2), lithium phosphides, NiO2 and CoO2.
 */
export const MEASURED_ENTHALPIES: EnthalpyTable = {
  // oxides
  Li2O: [
    ['sgte', -2.0655],
    ['freed', -2.0656],
    ['wang2021', -2.0658, 0.0035],
  ],
  Li2O2: [
    ['sgte', -1.6389],
    ['freed', -1.6446],
    ['wang2021', -1.6426, 0.0218],
  ],
  Al2O3: [
    ['sgte', -3.4735],
    ['wang2021', -3.4738, 0.0027],
  ],
  MnO: [
    ['sgte', -1.9963],
    ['freed', -1.9963],
    ['wang2021', -1.9948, 0.0067],
  ],
  Mn3O4: [
    ['sgte', -2.053],
    ['freed', -2.0548],
    ['wang2021', -2.0544, 0.0025],
  ],
  Mn2O3: [
    ['sgte', -1.9835],
    ['wang2021', -1.9862, 0.0044],
  ],
  MnO2: [
    ['sgte', -1.7966],
    ['freed', -1.7966],
    ['wang2021', -1.7998, 0.0045],
  ],
  FeO: [['sgte', -1.4147]],
  Fe3O4: [
    ['sgte', -1.6596],
    ['wang2021', -1.6598],
  ],
  Fe2O3: [['wang2021', -1.707, 0.0068]],
  CoO: [
    ['sgte', -1.2333],
    ['freed', -1.2331],
    ['wang2021', -1.2319, 0.0031],
  ],
  Co3O4: [
    ['sgte', -1.3562],
    ['freed', -1.3604],
    ['wang2021', -1.3475, 0.0068],
  ],
  NiO: [
    ['sgte', -1.2422],
    ['freed', -1.2424],
    ['wang2021', -1.2423, 0.0067],
  ],
  MgO: [['codata', -3.1176, 0.0016]],
  TiO2: [['codata', -3.2613, 0.0028]],
  Li2TiO3: [['janaf', -2.8859]],
  ZrO2: [['janaf', -3.7915, 0.0059]],
  Nb2O5: [['janaf', -2.8125, 0.0062]],
  LiNbO3: [['pozdnyakova', -2.774]],
  WO3: [['janaf', -2.184, 0.0022]],
  LiF: [['janaf', -3.197, 0.0041]],
  SiO2: [['sgte', -3.1462]],
  B2O3: [
    ['sgte', -2.6398],
    ['freed', -2.6397],
  ],
  P2O5: [['sgte', -2.2652]],
  LiNiO2: [['navrotsky', -1.5414, 0.043]],
  LiCoO2: [['navrotsky', -1.7605, 0.009]],
  LiAlO2: [
    ['sgte', -3.0805],
    ['wang2021', -3.0803, 0.0109],
  ],
  LiFeO2: [
    ['sgte', -1.9438],
    ['wang2021', -1.9927, 0.014],
  ],
  Li5FeO4: [['sgte', -2.0418]],
  CoAl2O4: [
    ['sgte', -2.8856],
    ['wang2021', -2.8827, 0.0056],
  ],
  NiAl2O4: [
    ['sgte', -2.8367],
    ['wang2021', -2.8438, 0.0068],
  ],
  MnAl2O4: [
    ['sgte', -3.1098],
    ['wang2021', -3.1102, 0.0093],
  ],
  CoFe2O4: [
    ['sgte', -1.6181],
    ['wang2021', -1.6121, 0.0068],
  ],
  NiFe2O4: [['sgte', -1.6057]],
  MnFe2O4: [
    ['sgte', -1.8157],
    ['wang2021', -1.8196, 0.0074],
  ],
  // borates, phosphates and silicates
  LiBO2: [
    ['sgte', -2.6416],
    ['freed', -2.6409],
  ],
  Li2B4O7: [
    ['sgte', -2.6889],
    ['freed', -2.7029],
  ],
  LiB3O5: [['sgte', -2.6854]],
  Li2B8O13: [['sgte', -2.6702]],
  Al4B2O9: [['sgte', -3.2416]],
  Al18B4O33: [['sgte', -3.3402]],
  Li3PO4: [['crc', -2.7152]],
  AlPO4: [['sgte', -2.9943]],
  Li2SiO3: [['sgte', -2.8493]],
  Li4SiO4: [['sgte', -2.6833]],
  Li2Si2O5: [['sgte', -2.9491]],
  Mn2SiO4: [
    ['sgte', -2.5622],
    ['wang2021', -2.563, 0.0062],
  ],
  MnSiO3: [['sgte', -2.738]],
  Fe2SiO4: [
    ['sgte', -2.19],
    ['wang2021', -2.1783, 0.0117],
  ],
  Co2SiO4: [
    ['sgte', -2.0859],
    ['wang2021', -2.0711, 0.0068],
  ],
  Ni2SiO4: [
    ['sgte', -2.0779],
    ['wang2021', -2.0743, 0.0136],
  ],
  // borides
  CoB: [
    ['sgte', -0.4878],
    ['freed', -0.3469],
    ['iit', -0.3602],
  ],
  Co2B: [
    ['sgte', -0.4336],
    ['freed', -0.1633],
    ['iit', -0.2011],
  ],
  NiB: [
    ['sgte', -0.2407],
    ['freed', -0.2407],
    ['iit', -0.2114],
  ],
  Ni2B: [
    ['sgte', -0.2201],
    ['freed', -0.2201],
    ['iit', -0.2342],
  ],
  Ni3B: [
    ['sgte', -0.2305],
    ['freed', -0.2305],
  ],
  Ni4B3: [['sgte', -0.4615]],
  MnB: [
    ['sgte', -0.3903],
    ['iit', -0.371],
  ],
  Mn2B: [['iit', -0.3285]],
  MnB2: [
    ['sgte', -0.3252],
    ['iit', -0.2187],
  ],
  FeB: [
    ['sgte', -0.3757],
    ['iit', -0.3192],
  ],
  Fe2B: [
    ['sgte', -0.3541],
    ['iit', -0.2342],
  ],
  BP: [['sgte', -0.4094]],
  // phosphides
  Co2P: [['sgte', -0.6494]],
  CoP: [['sgte', -0.7589]],
  CoP3: [['sgte', -0.7261]],
  Ni3P: [['sgte', -0.5185]],
  Ni5P2: [['sgte', -0.5792]],
  Ni2P: [['sgte', -0.5681]],
  Ni6P5: [['sgte', -0.5239]],
  NiP2: [['sgte', -0.4467]],
  NiP3: [['sgte', -0.4087]],
  Mn2P: [['sgte', -0.6515]],
  MnP: [['sgte', -0.5854]],
  Fe3P: [['sgte', -0.425]],
  Fe2P: [['sgte', -0.5536]],
  FeP: [['sgte', -0.6499]],
  FeP2: [['sgte', -0.6641]],
  // silicides and aluminides
  Co2Si: [['meschel', -0.3928, 0.0207]],
  CoSi: [
    ['sgte', -0.4926],
    ['meschel', -0.511, 0.0135],
  ],
  CoSi2: [
    ['sgte', -0.3404],
    ['meschel', -0.3617, 0.0114],
    ['chandrasekharaiah', -0.3558, 0.0518],
  ],
  Ni2Si: [['meschel', -0.5244, 0.0176]],
  NiSi: [
    ['sgte', -0.464],
    ['iit', -0.4394],
  ],
  NiSi2: [
    ['sgte', -0.3252],
    ['chandrasekharaiah', -0.304, 0.0415],
  ],
  Mn3Si: [['sgte', -0.2312]],
  Mn5Si3: [
    ['sgte', -0.2602],
    ['meschel', -0.3524, 0.0124],
  ],
  MnSi: [
    ['sgte', -0.3144],
    ['meschel', -0.4084, 0.0176],
  ],
  FeSi: [
    ['sgte', -0.4086],
    ['meschel', -0.4001, 0.0187],
  ],
  FeSi2: [['sgte', -0.2805]],
  CoAl: [
    ['sgte', -0.5724],
    ['iit', -0.5479],
  ],
  NiAl: [
    ['sgte', -0.6136],
    ['iit', -0.6224],
  ],
  LiAl: [['sgte', -0.2537]],
};
