import { WebGLRenderer, type Camera, type OrthographicCamera, type Scene } from 'three';
import { download } from '../dom.js';

/** [1] Pixels of a saved picture for one of the screen, either way: as large as print asks for. */
const PICTURE = 3;

let renderer: WebGLRenderer | undefined;

/**
 * Draws a scene into a 2D canvas. All viewers of a page share one WebGL context, since browsers allow few.
 *
 * @throws Error where the browser has no WebGL
 */
export function paint(scene: Scene, camera: Camera, target: CanvasRenderingContext2D): void {
  renderer ??= new WebGLRenderer({ antialias: true, alpha: true, powerPreference: 'low-power' });
  const { width, height } = target.canvas;
  // Setting a size, even the same, makes the drawing buffer anew.
  const { width: before, height: high } = renderer.domElement;
  if (before !== width || high !== height) {
    renderer.setPixelRatio(1);
    renderer.setSize(width, height, false);
  }
  renderer.setClearColor(0, 0);
  renderer.render(scene, camera);
  target.clearRect(0, 0, width, height);
  target.drawImage(renderer.domElement, 0, 0);
}

/**
 * Gives a canvas the pixels of its place on the screen, and a camera its shape.
 *
 * @param magnified pixels for one of the screen
 * @param halfOf    half the height that the camera sees, of the canvas's height over its width
 * @param distance  of the camera from what it looks at
 * @param far       where it sees no more
 * @returns pixels for one of the page's
 */
export function fitView(
  canvas: HTMLCanvasElement,
  camera: OrthographicCamera,
  magnified: number,
  halfOf: (slope: number) => number,
  { distance, far }: { distance: number; far: number },
): number {
  const density = magnified * Math.min(2, devicePixelRatio || 1);
  const width = Math.max(1, Math.round(canvas.clientWidth * density));
  const height = Math.max(1, Math.round(canvas.clientHeight * density));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const half = halfOf(height / width);
  camera.top = half;
  camera.bottom = -half;
  camera.right = (half * width) / height;
  camera.left = -camera.right;
  camera.near = 0.1;
  camera.far = far;
  camera.position.set(0, 0, distance);
  camera.updateProjectionMatrix();
  return density;
}

/** Saves what a canvas shows, drawn larger for it and then as before. */
export function savePicture(canvas: HTMLCanvasElement, name: string, draw: (magnified: number) => void): void {
  draw(PICTURE);
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob, 'image/png'));
  draw(1);
}

/** Draws once in the next frame, however often that is asked for before. */
export function oncePerFrame(draw: () => void): () => void {
  let queued = false;
  return () => {
    if (queued) return;
    queued = true;
    requestAnimationFrame(() => {
      queued = false;
      draw();
    });
  };
}
