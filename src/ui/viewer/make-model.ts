import {
  BufferAttribute,
  BufferGeometry,
  Color,
  CylinderGeometry,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  IcosahedronGeometry,
  InstancedMesh,
  LineBasicMaterial,
  LineSegments,
  Matrix4,
  Mesh,
  MeshPhongMaterial,
  Quaternion,
  Vector3,
} from 'three';
import { ConvexGeometry } from 'three/addons/geometries/ConvexGeometry.js';
import { ballRadius, covalentRadius, isMetal } from '../../scene/appearance.js';
import { CELL_EDGES, cornerOf } from '../../study/report/draw-scene.js';
import type { Bonds } from '../../scene/find-drawn-bonds.js';
import type { SceneFrame } from '../../scene/pack-frames.js';
import type { SceneSurface } from '../../scene/scene.js';
import type { Colouring } from './colour-atoms.js';

/** A ball on the screen. */
export interface DrawnAtom {
  /** Index of the atom in the frame. */
  index: number;
  /** [Å] */
  position: Vector3;
  /** [Å] */
  radius: number;
  /** True for a periodic image outside the cell's own atoms. */
  image: boolean;
}

export interface Look {
  bonds: boolean;
  polyhedra: boolean;
  /** Atoms with their covalent radii, so that those that are joined touch. */
  spacefill: boolean;
  images: boolean;
  cell: boolean;
  surfaces: boolean;
  hidden: ReadonlySet<string>;
  ink: string;
}

const ball = new IcosahedronGeometry(1, 4);
const stick = new CylinderGeometry(1, 1, 1, 10, 1, true).translate(0, 0.5, 0);
const STICK_RADIUS = 0.1;
const UP = new Vector3(0, 1, 0);

/** Builds what is to be drawn of one frame. `shifts` [Å] (n, 3) moves each atom into the cell. */
export function makeModel(
  frame: SceneFrame,
  shifts: Float64Array,
  bonds: Bonds,
  colouring: Colouring,
  look: Look,
  surfaces: readonly SceneSurface[] = [],
): { group: Group; atoms: DrawnAtom[] } {
  const group = new Group();
  const n = frame.elements.length;
  const positionOf = (i: number): Vector3 =>
    new Vector3(
      frame.positions[3 * i] + shifts[3 * i],
      frame.positions[3 * i + 1] + shifts[3 * i + 1],
      frame.positions[3 * i + 2] + shifts[3 * i + 2],
    );
  const homes = Array.from({ length: n }, (_, i) => positionOf(i));
  const shown = (i: number): boolean => !look.hidden.has(frame.elements[i]);
  const radiusOf = look.spacefill ? covalentRadius : ballRadius;
  const atoms: DrawnAtom[] = [];
  for (let i = 0; i < n; i++)
    if (shown(i)) atoms.push({ index: i, position: homes[i], radius: radiusOf(frame.elements[i]), image: false });

  const halves: { from: Vector3; half: Vector3; colour: string }[] = [];
  const images = new Map<string, DrawnAtom>();
  for (let i = 0; i < n; i++) {
    if (!shown(i)) continue;
    for (let k = bonds.offsets[i]; k < bonds.offsets[i + 1]; k++) {
      const j = bonds.neighbours[k];
      if (!shown(j)) continue;
      const vector = new Vector3().fromArray(bonds.vectors, 3 * k);
      halves.push({ from: homes[i], half: vector.clone().multiplyScalar(0.5), colour: colouring.of(i) });
      const end = homes[i].clone().add(vector);
      if (!look.images || end.distanceTo(homes[j]) < 0.05) continue;
      images.set(
        `${j} ${end
          .toArray()
          .map((x) => x.toFixed(1))
          .join(' ')}`,
        { index: j, position: end, radius: radiusOf(frame.elements[j]), image: true },
      );
      halves.push({ from: end, half: vector.clone().multiplyScalar(-0.5), colour: colouring.of(j) });
    }
  }
  atoms.push(...images.values());
  group.add(makeBalls(atoms, colouring));
  if (look.bonds) group.add(makeSticks(halves));
  if (look.polyhedra) group.add(makePolyhedra(frame, homes, bonds, colouring, shown));
  if (look.cell && frame.pbc.some(Boolean)) group.add(makeCell(frame.cell, look.ink));
  if (look.surfaces) for (const surface of surfaces) group.add(makeSurface(surface));
  return { group, atoms };
}

function makeBalls(atoms: readonly DrawnAtom[], colouring: Colouring): InstancedMesh {
  const mesh = new InstancedMesh(ball, new MeshPhongMaterial({ shininess: 45, specular: 0x303030 }), atoms.length);
  const matrix = new Matrix4();
  atoms.forEach(({ index, position, radius, image }, k) => {
    const size = image ? 0.8 * radius : radius;
    mesh.setMatrixAt(k, matrix.makeScale(size, size, size).setPosition(position));
    mesh.setColorAt(k, new Color(colouring.of(index)));
  });
  return mesh;
}

function makeSticks(halves: readonly { from: Vector3; half: Vector3; colour: string }[]): InstancedMesh {
  const mesh = new InstancedMesh(stick, new MeshPhongMaterial({ shininess: 20, specular: 0x202020 }), halves.length);
  const matrix = new Matrix4();
  const turn = new Quaternion();
  halves.forEach(({ from, half, colour }, k) => {
    const length = half.length();
    turn.setFromUnitVectors(UP, half.clone().divideScalar(length));
    mesh.setMatrixAt(k, matrix.compose(from, turn, new Vector3(STICK_RADIUS, length, STICK_RADIUS)));
    mesh.setColorAt(k, new Color(colour));
  });
  return mesh;
}

/** Elements whose atoms stand at the corners of polyhedra. */
const CORNERS = new Set(['N', 'O', 'F', 'S', 'Cl', 'Se', 'Br', 'Te', 'I']);

/** Hulls around metals with four or more anions beside them. */
function makePolyhedra(
  frame: SceneFrame,
  homes: readonly Vector3[],
  bonds: Bonds,
  colouring: Colouring,
  shown: (i: number) => boolean,
): Mesh {
  const positions: number[] = [];
  const normals: number[] = [];
  const colours: number[] = [];
  for (let i = 0; i < homes.length; i++) {
    if (!shown(i) || !isMetal(frame.elements[i])) continue;
    const corners: Vector3[] = [];
    for (let k = bonds.offsets[i]; k < bonds.offsets[i + 1]; k++) {
      if (CORNERS.has(frame.elements[bonds.neighbours[k]])) corners.push(new Vector3().fromArray(bonds.vectors, 3 * k));
    }
    if (corners.length < 4 || !spanSpace(corners)) continue;
    const hull = new ConvexGeometry(corners.map((corner) => corner.add(homes[i])));
    const colour = new Color(colouring.of(i));
    positions.push(...(hull.getAttribute('position').array as Float32Array));
    normals.push(...(hull.getAttribute('normal').array as Float32Array));
    for (let v = 0; v < hull.getAttribute('position').count; v++) colours.push(colour.r, colour.g, colour.b);
    hull.dispose();
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new Float32BufferAttribute(normals, 3));
  geometry.setAttribute('color', new Float32BufferAttribute(colours, 3));
  return new Mesh(
    geometry,
    new MeshPhongMaterial({
      vertexColors: true,
      transparent: true,
      opacity: 0.32,
      side: DoubleSide,
      depthWrite: false,
    }),
  );
}

function makeSurface({ vertices, triangles, colour }: SceneSurface): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(vertices, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  geometry.computeVertexNormals();
  return new Mesh(
    geometry,
    new MeshPhongMaterial({ color: colour, transparent: true, opacity: 0.5, side: DoubleSide, depthWrite: false }),
  );
}

/** Whether points do not all lie in one plane. */
function spanSpace(points: readonly Vector3[]): boolean {
  const [origin, ...rest] = points;
  const edges = rest.map((p) => p.clone().sub(origin));
  return edges.some((a, i) =>
    edges.some((b, j) => j > i && edges.some((c, k) => k > j && Math.abs(a.clone().cross(b).dot(c)) > 0.5)),
  );
}

function makeCell(cell: ArrayLike<number>, ink: string): LineSegments {
  const geometry = new BufferGeometry();
  geometry.setAttribute(
    'position',
    new Float32BufferAttribute(
      CELL_EDGES.flatMap(([a, b]) => [...cornerOf(cell, a), ...cornerOf(cell, b)]),
      3,
    ),
  );
  return new LineSegments(
    geometry,
    new LineBasicMaterial({ color: ink, transparent: true, opacity: 0.55, fog: false }),
  );
}

/** Frees what the graphics card holds of a model; the shapes of balls and sticks are shared and stay. */
export function disposeModel(group: Group): void {
  group.traverse((object) => {
    if (object instanceof InstancedMesh) object.dispose();
    else if (object instanceof Mesh || object instanceof LineSegments) (object.geometry as BufferGeometry).dispose();
    if ('material' in object) (object.material as MeshPhongMaterial).dispose();
  });
}
