import {
  Color,
  DirectionalLight,
  Fog,
  Group,
  HemisphereLight,
  Matrix4,
  OrthographicCamera,
  Quaternion,
  Scene,
  Vector3,
} from 'three';
import { writeExtxyz } from '../../io/structures/write-extxyz.js';
import { BOND_FACTOR } from '../../scene/appearance.js';
import { CELL_EDGES, cornerOf, FIRST_VIEW } from '../../study/report/draw-scene.js';
import { computeWrapShifts, findBonds, type Bonds } from '../../scene/find-drawn-bonds.js';
import type { PackedScene } from '../../scene/page-data.js';
import { unpackFrames, unpackSurfaces, type SceneFrame } from '../../scene/pack-frames.js';
import type { SceneSurface } from '../../scene/scene.js';
import { download, h } from '../dom.js';
import { THEME_EVENT } from '../theme-toggle.js';
import { colourAtoms, colourChoices, findScaleRanges, type ScaleRanges } from './colour-atoms.js';
import { describeAtom } from './describe-atom.js';
import { drawOverlay, type ScreenPoint } from './draw-overlay.js';
import { FramePlayer } from './frame-player.js';
import { disposeModel, makeModel, type DrawnAtom } from './make-model.js';
import { fitView, oncePerFrame, paint, savePicture } from './shared-renderer.js';
import { toStructure } from './to-structure.js';
import { attachTurnControl, type Pose } from './turn-control.js';
import { ViewerPanel, type ViewerChoices } from './viewer-panel.js';

/** [Å] how far an atom may be from where it ends and still be the same one on the screen. */
const NEAR = 6;

/** [fs] of a frame, in words. */
const describeTime = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : time >= 1000 ? `${(time / 1000).toFixed(2)} ps` : `${time.toFixed(0)} fs`;

/** [°] at the second of three atoms. */
const angleAt = ([a, b, c]: readonly DrawnAtom[]): number =>
  (a.position.clone().sub(b.position).angleTo(c.position.clone().sub(b.position)) * 180) / Math.PI;

/**
 * A structure or trajectory that can be turned, played, measured and taken away. It takes the place of the still
 * picture.
 */
export class SceneViewer {
  readonly #frames: SceneFrame[];
  readonly #surfaces: SceneSurface[];
  readonly #shifts: Float64Array;
  readonly #bonds: Bonds[] = [];
  readonly #ranges: ScaleRanges;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #scene = new Scene();
  readonly #camera = new OrthographicCamera();
  readonly #pose: Pose = { turn: new Quaternion(), shift: [0, 0], zoom: 1 };
  readonly #centre = new Vector3();
  readonly #choices: ViewerChoices = {
    bonds: true,
    polyhedra: false,
    spacefill: false,
    images: true,
    cell: true,
    surfaces: true,
    colourBy: 'element',
    hidden: new Set(),
  };
  readonly #panel: ViewerPanel;
  readonly #player: FramePlayer | undefined;
  #extent: [number, number] = [10, 10];
  #depth = 10;
  /** [Å] along z of the cell that the extent was measured of. */
  #height = 0;
  #model = new Group();
  #atoms: DrawnAtom[] = [];
  #picked: { index: number; image?: Vector3 }[] = [];
  #frame: number;
  readonly #queue = oncePerFrame(() => this.#draw());
  /** [1] Pixels of a picture that is being saved, of those on the screen. */

  readonly #closed = new AbortController();

  /** Opens a viewer in a figure of the report; where there is no WebGL the still picture stays. */
  static open(figure: HTMLElement, scene: PackedScene): SceneViewer | undefined {
    const stage = figure.querySelector<HTMLElement>('.stage')!;
    try {
      const viewer = new SceneViewer(scene, stage);
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
    this.#closed.abort();
  }

  /** Shows the same atoms elsewhere, in the place of the frame that is shown. */
  show(cell: ArrayLike<number>, positions: Float32Array): void {
    const before = this.#frames[this.#frame];
    const frame = (this.#frames[this.#frame] = { ...before, cell, positions });
    delete this.#bonds[this.#frame];
    // Atoms keep their image until they are well outside the cell.
    const shifted = positions.map((x, k) => x + this.#shifts[k]);
    computeWrapShifts({ ...frame, positions: shifted }).forEach((shift, k) => (this.#shifts[k] += shift));
    if (Math.abs(cell[8] - this.#height) > 0.05 * this.#height) this.#measureExtent(frame);
    this.#rebuild();
  }

  private constructor(scene: PackedScene, stage: HTMLElement) {
    this.#frames = unpackFrames(scene);
    this.#surfaces = unpackSurfaces(scene);
    this.#frame = this.#frames.length - 1;
    const last = this.#frames[this.#frame];
    this.#shifts = computeWrapShifts(last);
    this.#ranges = findScaleRanges(this.#frames);
    this.#measureExtent(last);
    this.#reset(false);

    this.#canvas = h('canvas', {
      tabindex: 0,
      role: 'application',
      'aria-label': `${scene.title}. Three-dimensional structure: drag or arrow keys turn, with Shift they move, plus and minus enlarge, 0 resets${this.#frames.length > 1 ? ', space plays' : ''}. Click picks atoms; N and P pick the next and the previous one.`,
    });
    this.#context = this.#canvas.getContext('2d')!;
    const counts = new Map<string, number>();
    for (const element of last.elements) counts.set(element, (counts.get(element) ?? 0) + 1);
    this.#panel = new ViewerPanel(
      this.#choices,
      {
        changed: () => this.#rebuild(),
        lookAlong: (axis) => this.#lookAlong(axis),
        reset: () => this.#reset(),
        pick: (index) =>
          this.#pick(
            index !== undefined && index >= 0 && index < this.#frames[this.#frame].elements.length ? [{ index }] : [],
          ),
        saveStructure: this.#frames.some((frame) => frame.disorder)
          ? undefined
          : () =>
              download(
                `${scene.name}.extxyz`,
                writeExtxyz(this.#frames.map((frame, k) => toStructure(frame, scene.times?.[k]))),
                'chemical/x-xyz',
              ),
        savePicture: () => savePicture(this.#canvas, scene.name, (magnified) => this.#draw(magnified)),
        fillScreen: () => void stage.requestFullscreen?.(),
      },
      {
        elements: counts,
        colourChoices: colourChoices(last),
        atoms: last.elements.length,
        periodic: last.pbc.some(Boolean),
        surfaces: this.#surfaces,
      },
    );
    this.#player =
      this.#frames.length > 1
        ? new FramePlayer(
            this.#frames.length,
            this.#frame,
            (frame) => describeTime(scene.times?.[frame]),
            (frame) => this.#showFrame(frame),
          )
        : undefined;
    const help = h(
      'p',
      { class: 'quiet help' },
      `Drag or arrow keys turn. Lines join atoms closer than ${BOND_FACTOR} times the sum of their covalent radii; metals are not joined to metals.`,
    );
    stage.append(h('div', { class: 'view' }, this.#canvas, this.#player?.element ?? false, help), this.#panel.element);

    attachTurnControl(this.#canvas, {
      pose: this.#pose,
      scale: () => (2 * this.#camera.top) / Math.max(1, this.#canvas.clientHeight),
      changed: () => this.#queue(),
      reset: () => this.#reset(),
      tapped: (x, y) => this.#tap(x, y),
      key: (event) => this.#key(event.key),
    });
    this.#scene.add(new HemisphereLight(0xffffff, 0x8a8a94, 2.1));
    const sun = new DirectionalLight(0xffffff, 1.7);
    sun.position.set(-0.5, 0.8, 1);
    this.#scene.add(sun);
    const observer = new ResizeObserver(() => this.#queue());
    observer.observe(this.#canvas);
    const { signal } = this.#closed;
    signal.addEventListener('abort', () => observer.disconnect());
    document.addEventListener(THEME_EVENT, () => this.#rebuild(), { signal });
    this.#rebuild(false);
  }

  /** Finds the middle of what is shown, how far it reaches on the first view's screen, and how deep it is. */
  #measureExtent(frame: SceneFrame): void {
    this.#height = frame.cell[8];
    const points = frame.pbc.some(Boolean)
      ? CELL_EDGES.flat().map((corner) => new Vector3(...cornerOf(frame.cell, corner)))
      : [];
    for (let i = 0; i < frame.elements.length; i++)
      points.push(
        new Vector3(
          frame.positions[3 * i] + this.#shifts[3 * i],
          frame.positions[3 * i + 1] + this.#shifts[3 * i + 1],
          frame.positions[3 * i + 2] + this.#shifts[3 * i + 2],
        ),
      );
    const low = new Vector3(Infinity, Infinity, Infinity);
    const high = low.clone().negate();
    for (const point of points) {
      low.min(point);
      high.max(point);
    }
    this.#centre.addVectors(low, high).multiplyScalar(0.5);
    const reach = (row: number): number =>
      Math.max(
        ...points.map((p) => Math.abs(p.clone().sub(this.#centre).dot(new Vector3().fromArray(FIRST_VIEW, row)))),
      );
    this.#extent = [reach(0) + 0.8, reach(3) + 0.8];
    this.#depth = Math.max(...points.map((p) => p.distanceTo(this.#centre))) + 2;
  }

  #reset(draw = true): void {
    const rows = FIRST_VIEW;
    this.#pose.turn.setFromRotationMatrix(
      new Matrix4().set(
        rows[0],
        rows[1],
        rows[2],
        0,
        rows[3],
        rows[4],
        rows[5],
        0,
        rows[6],
        rows[7],
        rows[8],
        0,
        0,
        0,
        0,
        1,
      ),
    );
    this.#pose.shift = [0, 0];
    this.#pose.zoom = 1;
    if (draw) this.#queue();
  }

  #lookAlong(axis: number): void {
    const { cell } = this.#frames[this.#frame];
    const row = (k: number): Vector3 => new Vector3(cell[3 * k], cell[3 * k + 1], cell[3 * k + 2]).normalize();
    const eye = row(axis);
    const up = axis === 2 ? row(1) : row(2);
    const right = up.clone().cross(eye).normalize();
    this.#pose.turn.setFromRotationMatrix(new Matrix4().makeBasis(right, eye.clone().cross(right), eye).transpose());
    this.#pose.shift = [0, 0];
    this.#queue();
  }

  #showFrame(frame: number): void {
    const sameAtoms = this.#frames[frame].elements.length === this.#frames[this.#frame].elements.length;
    this.#frame = frame;
    this.#picked = sameAtoms ? this.#picked.map(({ index }) => ({ index })) : [];
    this.#rebuild();
  }

  #bondsOf(frame: number): Bonds {
    return (this.#bonds[frame] ??= findBonds(this.#frames[frame]));
  }

  /**
   * Atoms keep the image they have in the last frame while they stay near, so that none jumps across the cell as it
   * plays.
   */
  #shiftsOf(frame: SceneFrame): Float64Array {
    const last = this.#frames.at(-1)!;
    const own = computeWrapShifts(frame);
    if (frame.positions.length !== last.positions.length) return own;
    for (let i = 0; i < own.length; i += 3) {
      const moved = Math.hypot(
        frame.positions[i] - last.positions[i],
        frame.positions[i + 1] - last.positions[i + 1],
        frame.positions[i + 2] - last.positions[i + 2],
      );
      if (moved < NEAR) own.set(this.#shifts.subarray(i, i + 3), i);
    }
    return own;
  }

  #rebuild(draw = true): void {
    const frame = this.#frames[this.#frame];
    const shifts = this.#shiftsOf(frame);
    const bonds = this.#bondsOf(this.#frame);
    const colouring = colourAtoms(this.#choices.colourBy, frame, bonds, this.#ranges);
    const { ink, ground } = this.#colours();
    this.#scene.remove(this.#model);
    disposeModel(this.#model);
    const surfaces = this.#frame === this.#frames.length - 1 ? this.#surfaces : [];
    const look = { ...this.#choices, ink };
    ({ group: this.#model, atoms: this.#atoms } = makeModel(frame, shifts, bonds, colouring, look, surfaces));
    this.#scene.add(this.#model);
    this.#scene.fog = new Fog(new Color(ground), 2 * this.#depth, 5.2 * this.#depth);
    this.#panel.showLegend({ legend: [...colouring.legend, ...surfaces] });
    this.#describePicked();
    if (draw) this.#queue();
  }

  #colours(): { ink: string; ground: string } {
    const style = getComputedStyle(this.#canvas);
    const rgb = (text: string, otherwise: string): string => (/^rgb\(/.test(text) ? text : otherwise);
    return { ink: rgb(style.color, '#222222'), ground: rgb(style.backgroundColor, '#ffffff') };
  }

  #draw(magnified = 1): void {
    const half = (slope: number): number => Math.max(this.#extent[1], this.#extent[0] * slope) / this.#pose.zoom;
    const camera = this.#camera;
    const place = { distance: 3 * this.#depth, far: 8 * this.#depth };
    const density = fitView(this.#canvas, camera, magnified, half, place);
    this.#model.quaternion.copy(this.#pose.turn);
    this.#model.position.copy(this.#toView(new Vector3(), true));
    paint(this.#scene, camera, this.#context);
    const { ink, ground } = this.#colours();
    const frame = this.#frames[this.#frame];
    drawOverlay(this.#context, {
      density,
      ink,
      ground,
      turn: this.#pose.turn,
      cell: frame.cell,
      periodic: frame.pbc.some(Boolean),
      picked: this.#pickedAtoms(),
      label: (atom) => `${frame.elements[atom.index]} ${atom.index + 1}`,
      place: (position, radius) => this.#place(position, radius),
    });
    this.#canvas.dataset.view = [...this.#pose.turn.toArray(), this.#pose.zoom].map((x) => x.toFixed(4)).join(' ');
    this.#canvas.dataset.frame = String(this.#frame);
  }

  /** A point of the structure in the eye's frame; the origin of the structure where `origin` is set. */
  #toView(point: Vector3, origin = false): Vector3 {
    const moved = (origin ? new Vector3() : point.clone()).sub(this.#centre).applyQuaternion(this.#pose.turn);
    return moved.add(new Vector3(this.#pose.shift[0], this.#pose.shift[1], 0));
  }

  #place(position: Vector3, radius: number): ScreenPoint {
    const view = this.#toView(position);
    const scale = this.#canvas.height / (2 * this.#camera.top);
    return {
      x: this.#canvas.width / 2 + view.x * scale,
      y: this.#canvas.height / 2 - view.y * scale,
      radius: radius * scale,
    };
  }

  #tap(x: number, y: number): void {
    const density = this.#canvas.width / Math.max(1, this.#canvas.clientWidth);
    let front: DrawnAtom | undefined;
    let nearest = -Infinity;
    for (const atom of this.#atoms) {
      const at = this.#place(atom.position, atom.radius);
      if (Math.hypot(at.x - x * density, at.y - y * density) > at.radius + 2 * density) continue;
      const depth = this.#toView(atom.position).z + atom.radius;
      if (depth > nearest) [nearest, front] = [depth, atom];
    }
    if (!front) return this.#pick([]);
    const one = { index: front.index, image: front.image ? front.position : undefined };
    this.#pick(this.#picked.length < 3 ? [...this.#picked, one] : [one]);
  }

  #key(key: string): boolean {
    const n = this.#frames[this.#frame].elements.length;
    const current = this.#picked.at(-1)?.index ?? -1;
    switch (key) {
      case 'n':
        this.#pick([{ index: (current + 1) % n }]);
        return true;
      case 'p':
        this.#pick([{ index: (Math.max(current, 0) - 1 + n) % n }]);
        return true;
      case 'Escape':
        this.#pick([]);
        return true;
      case ' ':
        this.#player?.toggle();
        return this.#player !== undefined;
      case ',':
      case '.':
        this.#player?.step(key === '.' ? 1 : -1);
        return this.#player !== undefined;
      default:
        return false;
    }
  }

  #pick(picked: { index: number; image?: Vector3 }[]): void {
    this.#picked = picked;
    this.#describePicked();
    this.#queue();
  }

  #pickedAtoms(): DrawnAtom[] {
    return this.#picked.flatMap(
      ({ index, image }) =>
        this.#atoms.find(
          (a) => a.index === index && (image ? a.image && a.position.distanceTo(image) < 0.05 : !a.image),
        ) ?? [],
    );
  }

  #describePicked(): void {
    const frame = this.#frames[this.#frame];
    const bonds = this.#bondsOf(this.#frame);
    const atoms = this.#pickedAtoms();
    const lines = atoms.map((atom) => describeAtom(atom, frame, bonds));
    if (atoms.length === 3) lines.push(`Angle ${angleAt(atoms).toFixed(1)}°`);
    if (atoms.length === 2) lines.push(`Distance ${atoms[0].position.distanceTo(atoms[1].position).toFixed(3)} Å`);
    this.#panel.showPicked(lines, this.#picked.at(-1)?.index);
  }
}
