import { Matrix4, OrthographicCamera, Quaternion, Scene, Vector3 } from 'three';
import type { PackedParticle } from '../../scene/page-data.js';
import { unpackParticle } from '../../scene/pack-particle.js';
import {
  DAMAGE_COLOURS,
  FACE_COLOURS,
  FACE_STATES,
  type ParticleScene,
  strongestTension,
  TRACTION_COLOURS,
  TRACTION_STEP,
} from '../../scene/particle-scene.js';
import { FIRST_CUT, radiusOf } from '../../study/report/draw-particle.js';
import { FIRST_VIEW } from '../../study/report/draw-scene.js';
import { h } from '../dom.js';
import { FramePlayer } from './frame-player.js';
import { ParticleModel } from './particle-model.js';
import { fitView, oncePerFrame, paint, savePicture } from './shared-renderer.js';
import { attachTurnControl, type Pose } from './turn-control.js';

/** [ms] a state stays while a particle plays. */
const PACE = 450;
const COLOUR_NAMES = { state: 'state', damage: 'damage', stress: 'stress', grain: 'grain' } as const;

/** A particle that can be turned, cut open and played over cycles. It takes the place of the still picture. */
export class ParticleViewer {
  readonly #space = new Scene();
  readonly #camera = new OrthographicCamera();
  readonly #pose: Pose = { turn: new Quaternion(), shift: [0, 0], zoom: 1 };
  readonly #model: ParticleModel;
  readonly #particle: ParticleScene;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #legend = h('ul', { class: 'legend' });
  readonly #normal = new Vector3();
  #cut = FIRST_CUT;
  #history = 0;
  #frame: number;
  readonly #player: FramePlayer;
  readonly #observer = new ResizeObserver(() => this.#queue());
  readonly #queue = oncePerFrame(() => this.#draw());

  /** Opens a viewer in a figure of the report; where there is no WebGL the still picture stays. */
  static open(figure: HTMLElement, packed: PackedParticle): ParticleViewer | undefined {
    const stage = figure.querySelector<HTMLElement>('.stage')!;
    try {
      const viewer = new ParticleViewer(packed, stage);
      viewer.#draw();
      stage.classList.add('live');
      return viewer;
    } catch {
      for (const part of stage.querySelectorAll('.view, .panel, .player')) part.remove();
      stage.append(h('p', { class: 'quiet' }, 'This browser cannot draw in three dimensions; the picture is still.'));
      return undefined;
    }
  }

  /** Lets go of the page; what was drawn stays. */
  close(): void {
    this.#observer.disconnect();
    if (this.#player.playing) this.#player.toggle();
    this.#model.dispose();
  }

  private constructor(packed: PackedParticle, stage: HTMLElement) {
    this.#particle = unpackParticle(packed);
    const { histories } = this.#particle;
    this.#frame = histories[0].frames.length - 1;
    this.#model = new ParticleModel(this.#particle, radiusOf(this.#particle));
    this.#space.add(this.#model.mesh);
    this.#reset(false);
    this.#aim();
    this.#canvas = h('canvas', {
      tabindex: 0,
      role: 'application',
      'aria-label': `${packed.title}. Three-dimensional particle: drag or arrow keys turn, with Shift they move, plus and minus enlarge, 0 resets, C cuts towards the eye, space plays.`,
    });
    this.#context = this.#canvas.getContext('2d')!;
    const player = (this.#player = new FramePlayer(
      histories[0].frames.length,
      this.#frame,
      (frame) => `cycle ${histories[this.#history].cycles[frame]}`,
      (frame) => {
        this.#frame = frame;
        this.#show();
      },
      PACE,
    ));
    const help = h('p', { class: 'quiet help' }, 'Drag or arrow keys turn.');
    stage.append(
      h('div', { class: 'view' }, this.#canvas, player.count > 1 && player.element, help),
      this.#makePanel(packed.name, () => void stage.requestFullscreen?.()),
    );
    attachTurnControl(this.#canvas, {
      pose: this.#pose,
      scale: () => (2 * this.#camera.top) / Math.max(1, this.#canvas.clientHeight),
      changed: () => this.#queue(),
      reset: () => this.#reset(),
      tapped: () => {},
      key: ({ key }) => {
        if (key === ' ') player.toggle();
        else if (key === ',' || key === '.') player.step(key === '.' ? 1 : -1);
        else if (key === 'c') this.#aim(true);
        else return false;
        return true;
      },
    });
    this.#observer.observe(this.#canvas);
    this.#show(false);
    this.#describeColours(0);
  }

  #makePanel(name: string, fillScreen: () => void): HTMLElement {
    const choose = (label: string, names: readonly string[], chosen: (index: number) => void): HTMLElement => {
      const select = h(
        'select',
        { onchange: () => chosen(select.selectedIndex) },
        ...names.map((text) => h('option', {}, text)),
      );
      return h('label', { class: 'row' }, `${label} `, select);
    };
    const button = (label: string, act: () => void, title?: string): HTMLElement =>
      h('button', { type: 'button', title, onclick: act }, label);
    const depth = h('input', {
      type: 'range',
      min: -1,
      max: 1,
      step: 0.01,
      value: this.#cut,
      oninput: () => {
        this.#cut = depth.valueAsNumber;
        this.#model.cut(this.#normal, this.#cut);
        this.#queue();
      },
    });
    const { histories } = this.#particle;
    return h(
      'div',
      { class: 'panel' },
      histories.length > 1 &&
        choose(
          'Particle',
          histories.map(({ label }) => label),
          (index) => {
            this.#history = index;
            this.#show();
          },
        ),
      choose(
        'Faces by',
        FACE_COLOURS.map((by) => COLOUR_NAMES[by]),
        (index) => {
          this.#model.colour(index);
          this.#describeColours(index);
          this.#queue();
        },
      ),
      this.#legend,
      h('label', { class: 'row' }, 'Cut ', depth),
      h(
        'div',
        { class: 'row', role: 'group', 'aria-label': 'View' },
        button('Cut towards me', () => this.#aim(true), 'The plane of the cut faces the eye'),
        button('Reset', () => this.#reset()),
        button('Full screen', fillScreen),
      ),
      h(
        'div',
        { class: 'row', role: 'group', 'aria-label': 'Download' },
        'Download ',
        button(
          'PNG',
          () => savePicture(this.#canvas, name, (magnified) => this.#draw(magnified)),
          'Download the picture',
        ),
      ),
    );
  }

  #describeColours(index: number): void {
    const states = FACE_STATES.filter(
      (_, k) => k !== 1 || this.#particle.histories.some((one) => one.outerFilm || one.film.includes(1)),
    );
    const strongest = ((strongestTension(this.#particle.histories) * TRACTION_STEP) / 1e9).toPrecision(2);
    const legend = [
      states,
      [{ label: 'whole', colour: DAMAGE_COLOURS[0] }, { label: 'broken', colour: DAMAGE_COLOURS[1] }, FACE_STATES[4]],
      [
        { label: `pressed, ${strongest} GPa or more`, colour: TRACTION_COLOURS[0] },
        { label: 'free of stress', colour: TRACTION_COLOURS[1] },
        { label: `pulled, ${strongest} GPa`, colour: TRACTION_COLOURS[2] },
        FACE_STATES[4],
      ],
      [],
    ][index];
    this.#legend.replaceChildren(
      ...legend.map(({ colour, label }) => {
        const dot = h('span', { class: 'dot', 'aria-hidden': 'true' });
        dot.style.background = colour;
        return h('li', {}, dot, label);
      }),
    );
  }

  /** The plane of the cut faces the eye as it stands. */
  #aim(draw = false): void {
    this.#normal.set(0, 0, 1).applyQuaternion(this.#pose.turn.clone().invert());
    this.#model.cut(this.#normal, this.#cut);
    if (draw) this.#queue();
  }

  #show(draw = true): void {
    this.#model.show(this.#particle.histories[this.#history], this.#frame);
    if (draw) this.#queue();
  }

  #reset(draw = true): void {
    const [a, b, c] = [0, 1, 2].map((row) => new Vector3().fromArray(FIRST_VIEW, 3 * row));
    this.#pose.turn.setFromRotationMatrix(new Matrix4().makeBasis(a, b, c).transpose());
    this.#pose.shift = [0, 0];
    this.#pose.zoom = 1;
    if (draw) this.#queue();
  }

  #draw(magnified = 1): void {
    const half = (slope: number): number => (1.12 * Math.max(1, slope)) / this.#pose.zoom;
    const camera = this.#camera;
    fitView(this.#canvas, camera, magnified, half, { distance: 4, far: 8 });
    this.#model.mesh.quaternion.copy(this.#pose.turn);
    this.#model.mesh.position.set(this.#pose.shift[0], this.#pose.shift[1], 0);
    paint(this.#space, camera, this.#context);
    this.#canvas.dataset.view = [...this.#pose.turn.toArray(), this.#pose.zoom].map((x) => x.toFixed(4)).join(' ');
    this.#canvas.dataset.frame = String(this.#frame);
  }
}
