/**
 * Generators of the space groups that the crystal library uses, in the standard setting of International Tables A
 * (monoclinic: unique axis b; rhombohedral: hexagonal obverse axes; two origins: origin at the centre of inversion).
 */
export const GROUP_GENERATORS: Readonly<Record<number, { symbol: string; generators: readonly string[] }>> = {
  12: { symbol: 'C2/m', generators: ['x+1/2,y+1/2,z', '-x,y,-z', '-x,-y,-z'] },
  15: { symbol: 'C2/c', generators: ['x+1/2,y+1/2,z', '-x,y,-z+1/2', '-x,-y,-z'] },
  31: { symbol: 'Pmn2_1', generators: ['-x+1/2,-y,z+1/2', '-x,y,z'] },
  36: { symbol: 'Cmc2_1', generators: ['x+1/2,y+1/2,z', '-x,-y,z+1/2', 'x,-y,z+1/2'] },
  58: { symbol: 'Pnnm', generators: ['-x,-y,z', '-x+1/2,y+1/2,-z+1/2', '-x,-y,-z'] },
  61: { symbol: 'Pbca', generators: ['-x+1/2,-y,z+1/2', '-x,y+1/2,-z+1/2', '-x,-y,-z'] },
  62: { symbol: 'Pnma', generators: ['-x+1/2,-y,z+1/2', '-x,y+1/2,-z', '-x,-y,-z'] },
  63: { symbol: 'Cmcm', generators: ['x+1/2,y+1/2,z', '-x,-y,z+1/2', '-x,y,-z+1/2', '-x,-y,-z'] },
  64: { symbol: 'Cmce', generators: ['x+1/2,y+1/2,z', '-x,-y+1/2,z+1/2', '-x,y+1/2,-z+1/2', '-x,-y,-z'] },
  82: { symbol: 'I-4', generators: ['x+1/2,y+1/2,z+1/2', 'y,-x,-z'] },
  122: { symbol: 'I-42d', generators: ['x+1/2,y+1/2,z+1/2', 'y,-x,-z', '-x+1/2,y,-z+3/4'] },
  136: { symbol: 'P4_2/mnm', generators: ['-y+1/2,x+1/2,z+1/2', '-x+1/2,y+1/2,-z+1/2', '-x,-y,-z'] },
  140: { symbol: 'I4/mcm', generators: ['x+1/2,y+1/2,z+1/2', '-y,x,z', '-x,y,-z+1/2', '-x,-y,-z'] },
  141: { symbol: 'I4_1/amd', generators: ['x+1/2,y+1/2,z+1/2', '-y+1/4,x+3/4,z+1/4', '-x+1/2,y,-z+1/2', '-x,-y,-z'] },
  144: { symbol: 'P3_1', generators: ['-y,x-y,z+1/3'] },
  154: { symbol: 'P3_221', generators: ['-y,x-y,z+2/3', 'y,x,-z'] },
  164: { symbol: 'P-3m1', generators: ['-y,x-y,z', 'y,x,-z', '-x,-y,-z'] },
  166: { symbol: 'R-3m', generators: ['x+2/3,y+1/3,z+1/3', '-y,x-y,z', 'y,x,-z', '-x,-y,-z'] },
  167: { symbol: 'R-3c', generators: ['x+2/3,y+1/3,z+1/3', '-y,x-y,z', 'y,x,-z+1/2', '-x,-y,-z'] },
  189: { symbol: 'P-62m', generators: ['-y,x-y,z', 'x,y,-z', 'y,x,-z'] },
  193: { symbol: 'P6_3/mcm', generators: ['-y,x-y,z', '-x,-y,z+1/2', 'y,x,-z+1/2', '-x,-y,-z'] },
  194: { symbol: 'P6_3/mmc', generators: ['-y,x-y,z', '-x,-y,z+1/2', 'y,x,-z', '-x,-y,-z'] },
  198: { symbol: 'P2_13', generators: ['-x+1/2,-y,z+1/2', '-x,y+1/2,-z+1/2', 'z,x,y'] },
  206: { symbol: 'Ia-3', generators: ['x+1/2,y+1/2,z+1/2', '-x+1/2,-y,z+1/2', '-x,y+1/2,-z+1/2', 'z,x,y', '-x,-y,-z'] },
  217: { symbol: 'I-43m', generators: ['x+1/2,y+1/2,z+1/2', '-x,-y,z', '-x,y,-z', 'z,x,y', 'y,x,z'] },
  225: { symbol: 'Fm-3m', generators: ['x,y+1/2,z+1/2', 'x+1/2,y,z+1/2', 'z,x,y', '-y,x,z', '-x,-y,-z'] },
  227: {
    symbol: 'Fd-3m',
    generators: ['x,y+1/2,z+1/2', 'x+1/2,y,z+1/2', 'z,x,y', '-x+3/4,-y+1/4,z+1/2', 'y+3/4,x+1/4,-z+1/2', '-x,-y,-z'],
  },
  229: { symbol: 'Im-3m', generators: ['x+1/2,y+1/2,z+1/2', 'z,x,y', '-y,x,z', '-x,-y,-z'] },
};
