import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  GLSL3,
  Int16BufferAttribute,
  Mesh,
  NearestFilter,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
  Vector3,
  Vector4,
} from 'three';
import {
  DAMAGE_COLOURS,
  FACE_STATES,
  type ParticleHistory,
  type ParticleScene,
  strongestTension,
  TRACTION_COLOURS,
} from '../../scene/particle-scene.js';

const STEPS = 32767;
/** Faces in a row of the texture that holds their states. */
const ROW = 512;

/**
 * All faces of a particle as one mesh: a fan of triangles from the middle of each, so that the distance from a side is
 * at hand for drawing it. What is seen is decided by the shader from the plane of the cut, and what became of a face
 * stands in a texture: turning, cutting and playing make nothing anew.
 */
export class ParticleModel {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>;
  readonly #states: Uint8Array;
  readonly #texture: DataTexture;
  readonly #faces: number;
  /** Tension in the steps of tractions. */
  readonly #strongest: number;

  /** @param reach [m] of the farthest corner: drawn as 1 */
  constructor(scene: ParticleScene, reach: number) {
    this.#faces = scene.start.length - 1;
    this.#strongest = strongestTension(scene.histories);
    const height = Math.max(1, Math.ceil(this.#faces / ROW));
    this.#states = new Uint8Array(4 * ROW * height);
    this.#texture = new DataTexture(this.#states, ROW, height, RGBAFormat, UnsignedByteType);
    this.#texture.minFilter = this.#texture.magFilter = NearestFilter;
    const material = new ShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      uniforms: {
        states: { value: this.#texture },
        plane: { value: new Vector4(0, 0, 1, 2) },
        colouring: { value: 0 },
        colours: { value: FACE_STATES.map(({ colour }) => toVector(colour)) },
        low: { value: toVector(DAMAGE_COLOURS[0]) },
        high: { value: toVector(DAMAGE_COLOURS[1]) },
        tractions: { value: TRACTION_COLOURS.map(toVector) },
      },
      side: 2,
    });
    this.mesh = new Mesh(makeGeometry(scene, reach), material);
    this.mesh.frustumCulled = false;
  }

  /** Gives back the memory of the graphics card. */
  dispose(): void {
    this.mesh.geometry.dispose();
    this.mesh.material.dispose();
    this.#texture.dispose();
  }

  /** Puts what became of the faces at a frame in the place of what is shown. */
  show(history: ParticleHistory, frame: number): void {
    const { damage, wet, traction } = history.frames[frame];
    const facets = history.film.length;
    const states = this.#states;
    for (let i = 0; i < this.#faces; i++) {
      const at = 4 * i;
      const facet = i < facets;
      states[at] = facet ? damage[i] : 0;
      states[at + 1] = facet && wet[i] === 1 ? 255 : 0;
      states[at + 2] = (facet ? history.film[i] === 1 : history.outerFilm) ? 255 : 0;
      // The outer surface is free of traction.
      states[at + 3] = facet ? 127 + Math.round(126 * Math.max(-1, Math.min(1, traction[i] / this.#strongest))) : 255;
    }
    this.#texture.needsUpdate = true;
  }

  /**
   * Takes grains away whose centre lies beyond a plane.
   *
   * @param normal [1]
   * @param distance [1] from the centre, of the reach
   */
  cut(normal: Vector3, distance: number): void {
    (this.mesh.material.uniforms.plane.value as Vector4).set(normal.x, normal.y, normal.z, distance);
  }

  /** @param index [1] in the list of colourings */
  colour(index: number): void {
    this.mesh.material.uniforms.colouring.value = index;
  }
}

function makeGeometry(scene: ParticleScene, reach: number): BufferGeometry {
  const { vertices, start, items, grains, centres } = scene;
  const faces = start.length - 1;
  const corners = items.length + faces;
  const position = new Int16Array(4 * corners);
  const first = new Int16Array(4 * corners);
  const second = new Int16Array(4 * corners);
  const name = new Float32Array(corners);
  const index = new Uint32Array(3 * items.length);
  const put = (to: Int16Array, at: number, from: ArrayLike<number>, i: number): void => {
    for (let k = 0; k < 3; k++) to[4 * at + k] = Math.round(Math.max(-1, Math.min(1, from[3 * i + k] / reach)) * STEPS);
  };
  const middle = [0, 0, 0];
  let at = 0;
  let side = 0;
  for (let face = 0; face < faces; face++) {
    const [from, to] = [start[face], start[face + 1]];
    const own = at;
    middle.fill(0);
    for (let e = from; e < to; e++) for (let k = 0; k < 3; k++) middle[k] += vertices[3 * items[e] + k] / (to - from);
    for (let e = from - 1; e < to; e++) {
      if (e < from) put(position, at, middle, 0);
      else put(position, at, vertices, items[e]);
      position[4 * at + 3] = e < from ? STEPS : 0;
      put(first, at, centres, grains[2 * face]);
      if (grains[2 * face + 1] < 0) second[4 * at + 3] = STEPS;
      else put(second, at, centres, grains[2 * face + 1]);
      name[at++] = face;
    }
    for (let e = from; e < to; e++) {
      index[side++] = own;
      index[side++] = own + 1 + (e - from);
      index[side++] = own + 1 + (e + 1 === to ? 0 : e + 1 - from);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('corner', new Int16BufferAttribute(position, 4, true));
  geometry.setAttribute('first', new Int16BufferAttribute(first, 4, true));
  geometry.setAttribute('second', new Int16BufferAttribute(second, 4, true));
  geometry.setAttribute('face', new BufferAttribute(name, 1));
  geometry.setIndex(new BufferAttribute(index, 1));
  return geometry;
}

const toVector = (colour: string): Vector3 =>
  new Vector3(...[1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16) / 255));

const VERTEX = `
in vec4 corner;
in vec4 first;
in vec4 second;
in float face;
uniform sampler2D states;
uniform vec4 plane;
flat out vec4 state;
flat out float tint;
out float inward;
out vec3 seen;
void main() {
  int i = int(face + 0.5);
  state = texelFetch(states, ivec2(i % ${ROW}, i / ${ROW}), 0);
  bool one = dot(plane.xyz, first.xyz) <= plane.w;
  bool other = second.w < 0.5 && dot(plane.xyz, second.xyz) <= plane.w;
  vec3 own = one ? first.xyz : second.xyz;
  tint = fract(sin(dot(own, vec3(12.9898, 78.233, 37.719))) * 43758.5453);
  inward = corner.w;
  vec4 eye = modelViewMatrix * vec4(corner.xyz, 1.0);
  seen = eye.xyz;
  gl_Position = one == other ? vec4(2.0, 2.0, 2.0, 1.0) : projectionMatrix * eye;
}`;

const FRAGMENT = `
uniform int colouring;
uniform vec3 colours[5];
uniform vec3 low;
uniform vec3 high;
uniform vec3 tractions[3];
flat in vec4 state;
flat in float tint;
in float inward;
in vec3 seen;
out vec4 colour;
void main() {
  vec3 normal = normalize(cross(dFdx(seen), dFdy(seen)));
  bool outer = state.a > 0.997;
  vec3 whole = outer ? (state.b > 0.5 ? colours[1] : colours[4]) : (state.b > 0.5 ? colours[1] : colours[0]);
  vec3 broken = state.g > 0.5 ? colours[3] : colours[2];
  vec3 base = state.r > 0.9 ? broken : whole;
  if (colouring == 1) base = outer ? colours[4] : mix(low, high, state.r);
  float pull = (255.0 * state.a - 127.0) / 126.0;
  if (colouring == 2) base = outer ? colours[4] : mix(tractions[1], tractions[pull < 0.0 ? 0 : 2], min(1.0, abs(pull)));
  if (colouring == 3) base = 0.72 + 0.2 * cos(6.2832 * (tint + vec3(0.0, 0.33, 0.67)));
  float light = 0.55 + 0.45 * max(0.0, dot(normal, normalize(vec3(-0.35, 0.55, 0.76))));
  float width = fwidth(inward);
  float line = smoothstep(0.4 * width, 1.3 * width, inward);
  colour = vec4(base * light * mix(0.45, 1.0, line), 1.0);
}`;
