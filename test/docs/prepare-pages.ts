import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './blocks.js';
import { prepareLab } from './prepare-lab.js';

type Cermet = (args: string[]) => Promise<{ code: number; stdout: string; stderr: string }>;

/** Makes, with Cermet itself, the files that the pages' commands speak of. */
export async function preparePages(folder: string, cermet: Cermet): Promise<void> {
  const make = async (file: string, args: string[]): Promise<void> => {
    const { code, stderr } = await cermet(args);
    if (code !== 0 || !existsSync(join(folder, file))) throw new Error(`${file} could not be made: ${stderr}`);
  };
  prepareLab(folder);
  // The study that the page on plans shows is the one that its commands plan.
  const study = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(root, 'docs/plan.md'), 'utf8'))![1];
  mkdirSync(join(folder, 'planned-study'));
  writeFileSync(join(folder, 'planned-study/study.yaml'), study);
  await make('LiNiO2.cif', ['convert', 'LiNiO2', 'LiNiO2.cif']);
  await make('POSCAR', ['convert', 'LiNiO2', 'POSCAR', '--to', 'poscar']);
  await make('XDATCAR', ['convert', 'LiNiO2', 'XDATCAR', '--to', 'poscar']);
  await make('slab.extxyz', [
    'surface',
    'LiNiO2',
    '1',
    '0',
    '4',
    '--layers',
    '5',
    '--supercell',
    '4x1',
    '--out',
    'slab.extxyz',
  ]);
  await make('run.extxyz', ['md', 'NiO', '--temperature', '300 K', '--duration', '0.02 ps', '--out', 'run.extxyz']);
  await make('interface.extxyz', [
    'interface',
    'LiNiO2',
    'Co35B16',
    '--atoms',
    'formula',
    '--melt',
    '0.2 ps',
    '--quench',
    '0.2 ps',
    '--seed',
    '1',
    '--out',
    'interface.extxyz',
  ]);
}
