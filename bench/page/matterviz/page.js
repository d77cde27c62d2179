// matterviz's own viewers on a file that is chosen: a trajectory where the name says so, else a structure.
import { mount } from 'svelte';
import 'matterviz/app.css';
import { Structure } from 'matterviz/structure';
import { parse_structure_file } from 'matterviz/structure/parse';
import { Trajectory } from 'matterviz/trajectory';
// The package keeps its reader of trajectories to itself.
import { parse_trajectory_async } from './node_modules/matterviz/dist/trajectory/parse/index.js';

document.querySelector('input').onchange = async (event) => {
  const [file] = event.target.files;
  const text = await file.text();
  const target = document.querySelector('#view');
  if (file.name.startsWith('trajectory'))
    mount(Trajectory, { target, props: { trajectory: await parse_trajectory_async(text, file.name) } });
  else mount(Structure, { target, props: { structure: parse_structure_file(text, file.name) } });
};
