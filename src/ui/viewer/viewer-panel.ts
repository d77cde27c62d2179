import { elementColour } from '../../scene/appearance.js';
import { h } from '../dom.js';
import type { ColourBy, Colouring } from './colour-atoms.js';

/** What the reader can choose of a view. */
export interface ViewerChoices {
  bonds: boolean;
  polyhedra: boolean;
  spacefill: boolean;
  images: boolean;
  cell: boolean;
  surfaces: boolean;
  colourBy: ColourBy;
  hidden: Set<string>;
}

export interface PanelHandlers {
  changed(): void;
  lookAlong(axis: number): void;
  reset(): void;
  pick(index: number | undefined): void;
  /** Absent where the format cannot hold what is shown: sites that are shared or partly vacant. */
  saveStructure?(): void;
  savePicture(): void;
  fillScreen(): void;
}

const colourNames: Record<ColourBy, string> = {
  element: 'element',
  coordination: 'coordination',
  moment: 'magnetic moment',
  group: 'group',
  disagreement: 'disagreement on the force',
};

/** Controls beside a structure. */
export class ViewerPanel {
  readonly element: HTMLElement;
  readonly #readout = h('p', { class: 'readout', 'aria-live': 'polite' });
  readonly #legend = h('ul', { class: 'legend' });
  readonly #atom: HTMLInputElement;

  constructor(
    choices: ViewerChoices,
    handlers: PanelHandlers,
    about: {
      elements: Map<string, number>;
      colourChoices: ColourBy[];
      atoms: number;
      periodic: boolean;
      surfaces: readonly { label: string; colour: string }[];
    },
  ) {
    const toggle = (
      name: 'bonds' | 'polyhedra' | 'spacefill' | 'images' | 'cell' | 'surfaces',
      label: string,
    ): HTMLElement => {
      const input = h('input', {
        type: 'checkbox',
        name,
        onchange: () => {
          choices[name] = input.checked;
          handlers.changed();
        },
      });
      input.checked = choices[name];
      return h('label', {}, input, ` ${label}`);
    };
    const elements = [...about.elements].map(([element, count]) => {
      const input = h('input', {
        type: 'checkbox',
        'data-element': element,
        onchange: () => {
          if (input.checked) choices.hidden.delete(element);
          else choices.hidden.add(element);
          handlers.changed();
        },
      });
      input.checked = true;
      const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
      dot.style.background = elementColour(element);
      return h('label', {}, input, dot, `${element} `, h('span', { class: 'quiet' }, String(count)));
    });
    const select = h(
      'select',
      {
        onchange: () => {
          choices.colourBy = select.value as ColourBy;
          handlers.changed();
        },
      },
      ...about.colourChoices.map((by) => h('option', { value: by }, colourNames[by])),
    );
    this.#atom = h('input', {
      type: 'number',
      min: 1,
      max: about.atoms,
      step: 1,
      oninput: () => handlers.pick(this.#atom.value === '' ? undefined : this.#atom.valueAsNumber - 1),
    });
    const button = (label: string, act: () => void, title?: string): HTMLElement =>
      h('button', { type: 'button', title, onclick: act }, label);
    this.element = h(
      'div',
      { class: 'panel' },
      h('fieldset', {}, h('legend', {}, 'Elements'), ...elements),
      h(
        'fieldset',
        {},
        h('legend', {}, 'Show'),
        toggle('bonds', 'Bonds'),
        toggle('polyhedra', 'Polyhedra'),
        toggle('spacefill', 'Atoms at full size'),
        about.periodic && toggle('images', 'Periodic images'),
        about.periodic && toggle('cell', 'Cell'),
        about.surfaces.length > 0 && toggle('surfaces', 'Surfaces'),
      ),
      h('label', { class: 'row' }, 'Colour by ', select),
      this.#legend,
      h(
        'div',
        { class: 'row', role: 'group', 'aria-label': 'View' },
        'Along ',
        button('a', () => handlers.lookAlong(0), 'Look along a'),
        button('b', () => handlers.lookAlong(1), 'Look along b'),
        button('c', () => handlers.lookAlong(2), 'Look along c'),
        button('Reset', handlers.reset),
        button('Full screen', handlers.fillScreen),
      ),
      h('label', { class: 'row' }, 'Atom ', this.#atom),
      this.#readout,
      h(
        'div',
        { class: 'row', role: 'group', 'aria-label': 'Download' },
        'Download ',
        handlers.saveStructure ? button('extxyz', handlers.saveStructure, 'Download the structure') : false,
        button('PNG', handlers.savePicture, 'Download the picture'),
      ),
    );
  }

  showLegend({ legend }: Pick<Colouring, 'legend'>): void {
    this.#legend.replaceChildren(
      ...legend.map(({ colour, label }) => {
        const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
        dot.style.background = colour;
        return h('li', {}, dot, label);
      }),
    );
  }

  /** Says what is picked, in one line for each atom. */
  showPicked(lines: readonly string[], atom: number | undefined): void {
    this.#readout.replaceChildren(...lines.flatMap((line, i) => (i === 0 ? [line] : [h('br'), line])));
    if (document.activeElement !== this.#atom) this.#atom.value = atom === undefined ? '' : String(atom + 1);
  }
}
