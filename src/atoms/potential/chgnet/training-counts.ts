/**
 * Frames of MPtrj, CHGNet's training set, that hold each element (of 1,580,395). The 89 elements that CHGNet knows are these.
 *
 * Counted by Matbench Discovery (janosh/matbench-discovery, `mp-trj-element-counts-by-occurrence.json`; Riebesell et al., Nature Machine Intelligence 7 (2025) 836).
 */
export const TRAINING_FRAMES: Readonly<Record<string, number>> = {
  H: 141813, He: 80, Li: 221969, Be: 11617, B: 70668, C: 110482, N: 133419, O: 865310, F: 126711, Ne: 7, Na: 97846, Mg: 165156, Al: 85808, Si: 130390,
  P: 173342, S: 152409, Cl: 84369, Ar: 13, K: 92751, Ca: 90181, Sc: 20586, Ti: 73892, V: 95069, Cr: 62270, Mn: 138452, Fe: 130470, Co: 99444, Ni: 64911,
  Cu: 102577, Zn: 63384, Ga: 43862, Ge: 47999, As: 44561, Se: 75359, Br: 37662, Kr: 193, Rb: 52213, Sr: 70790, Y: 43457, Zr: 34452, Nb: 48428, Mo: 53121,
  Tc: 5805, Ru: 21775, Rh: 21110, Pd: 26473, Ag: 41294, Cd: 32153, In: 32972, Sn: 57153, Sb: 60064, Te: 55721, I: 38242, Xe: 2100, Cs: 46105, Ba: 80808,
  La: 52544, Ce: 34253, Pr: 26100, Nd: 30510, Pm: 2554, Sm: 25545, Eu: 20175, Gd: 15642, Tb: 19282, Dy: 19158, Ho: 18354, Er: 19165, Tm: 13751, Yb: 21528,
  Lu: 13049, Hf: 20429, Ta: 29753, W: 48784, Re: 15609, Os: 10340, Ir: 17642, Pt: 22537, Au: 22604, Hg: 23197, Tl: 30588, Pb: 33582, Bi: 51054, Ac: 1371,
  Th: 10280, Pa: 1641, U: 28332, Np: 3775, Pu: 4496,
};
