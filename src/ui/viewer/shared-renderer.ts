import { WebGLRenderer, type Camera, type Scene } from 'three';

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
