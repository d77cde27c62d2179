// Writes the files of this example: one powder, pristine and with a boride on it, on seven simulated instruments, three specimens each.
// What differs is set below; specimens of a group scatter by 3 % in amounts. The seed of a specimen is its number, forked by instrument and group:
// a rule, so that no draw can be chosen. Run it in this folder: node make-files.mjs [FOLDER]
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeRng, readSettings } from 'cermet/core';
import { writers } from 'cermet/io';
import { instruments } from 'cermet/lab';
import { resolveCrystal } from 'cermet/atoms';

const folder = process.argv[2] ?? join(import.meta.dirname, 'data');
await mkdir(folder, { recursive: true });
const groups = ['pristine', 'coated'];
const open = async (name) => ({ name, ...resolveCrystal(name) });

async function make(group, k, ending, instrument, given) {
  const name = `${group}${ending}`;
  const { settings, simulate } = instruments.find((i) => i.id === instrument);
  const recordings = await simulate(
    readSettings(settings, given, instrument),
    { rng: makeRng(k).fork(`${instrument} ${group}`) },
    open,
  );
  const writer = writers.filter((w) => w.extensions.some((e) => name.endsWith(e))).at(0);
  const best = writers.find((w) => w.extensions.some((e) => name.endsWith(e) && e.length > 4)) ?? writer;
  await writeFile(join(folder, name), await best.write({ recordings, structures: [], notes: [] }));
}

for (const group of groups) {
  const coated = group === 'coated';
  for (let k = 1; k <= 3; k++) {
    const rng = makeRng(k).fork(`specimen ${group}`);
    const near = (value) => value * (1 + 0.03 * rng.normal());
    // A film of 2.4 nm on 97 % of the surface dims nickel to 16 % of Ni 2p and 34 % of Ni 3p.
    const [ni2p, ni3p] = coated ? [0.1635, 0.3393] : [1, 1];
    const nickel = near(1);
    const boron = coated ? `${near(620)} at 187.8 1.1 0.25, ${near(380)} at 191.9 1.5 0.25` : '';
    const cobalt = coated
      ? `${near(9000)} at 778.5 0.7 0.45 0.12, ${near(4500)} at 793.47 0.7 0.75 0.12, ${near(2500)} at 780.9 2 0.3, ${near(1250)} at 796.4 2 0.3`
      : `${near(6000)} at 780.2 1.3 0.4, ${near(3000)} at 795.3 1.3 0.6`;
    const lines = [
      `C 1s: ${near(5000)} at 284.8 1.2 0.2`,
      `B 1s: ${boron}`,
      `Co 2p: ${cobalt}`,
      `Ni 2p: ${nickel * ni2p * 30000} at 854.9 1.6 0.5, ${nickel * ni2p * 15000} at 872.5 2.1 0.7`,
      `Ni 3p: ${nickel * ni3p * 9000} at 67.2 2.2 0.5`,
    ].join('; ');
    await make(group, k, `-${k}.vms`, 'xps', { lines, charging: `${0.4 + 0.1 * k} eV`, sample: `${group} ${k}` });
    const heat = { heat: `${near(coated ? 488 : 786)} J/g`, peak: coated ? '269.5 degC' : '250.9 degC', step: 0.4 };
    await make(group, k, `-${k}.dsc.csv`, 'dsc', heat);
    const alkali = { lioh: near(0.45), li2co3: near(0.25), step: '0.1 mL' };
    await make(group, k, `-${k}-filtrate.csv`, 'titration', alkali);
    const area = { area: `${near(0.35)} m2/g`, pores: coated ? '0.0012 cm3/g' : '0 cm3/g' };
    await make(group, k, `-${k}.aif`, 'sorption', area);
    const gas = {
      carbon_dioxide: `${near(coated ? 6 : 23)} umol/g`,
      oxygen: `${near(coated ? 0.8 : 3)} umol/g`,
      step: '30 s',
    };
    await make(group, k, `-${k}-gas.csv`, 'dems', gas);
    const shell = { shell: `${near(coated ? 4.2 : 12.6)} nm`, from: '800 eV', spacing: '1.5 nm' };
    await make(group, k, `-${k}.eels.csv`, 'eels', shell);
  }
  const pattern = { phases: 'LiNi0.8Co0.1Mn0.1O2', mixing: coated ? 1.1 : 1.2 };
  await make(group, 1, '.xrdml', 'diffraction', pattern);
}
