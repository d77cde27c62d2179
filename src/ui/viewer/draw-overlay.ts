import { Vector3, type Quaternion } from 'three';
import type { DrawnAtom } from './make-model.js';

/** Where an atom stands on the canvas, in canvas pixels, with its radius. */
export interface ScreenPoint {
  x: number;
  y: number;
  radius: number;
}

export interface Overlay {
  /** Canvas pixels for one CSS pixel. */
  density: number;
  ink: string;
  ground: string;
  turn: Quaternion;
  cell: ArrayLike<number>;
  periodic: boolean;
  picked: readonly DrawnAtom[];
  label(atom: DrawnAtom): string;
  place(position: Vector3, radius: number): ScreenPoint;
}

/**
 * Draws over the picture what is flat: marks and names of picked atoms, the distance between two, the directions of the
 * cell.
 */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { density, picked } = overlay;
  context.save();
  context.font = `${12 * density}px system-ui, sans-serif`;
  context.lineWidth = 2 * density;
  const points = picked.map((atom) => overlay.place(atom.position, atom.radius));
  context.strokeStyle = overlay.ink;
  if (points.length === 2) {
    const [a, b] = points;
    context.setLineDash([5 * density, 4 * density]);
    strokeLine(context, a.x, a.y, b.x, b.y);
    context.setLineDash([]);
    writeText(
      context,
      overlay,
      `${picked[0].position.distanceTo(picked[1].position).toFixed(3)} Å`,
      (a.x + b.x) / 2,
      (a.y + b.y) / 2 - 10 * density,
    );
  }
  points.forEach(({ x, y, radius }, i) => {
    context.beginPath();
    context.arc(x, y, radius + 2.5 * density, 0, 2 * Math.PI);
    context.stroke();
    writeText(context, overlay, overlay.label(picked[i]), x, y - radius - 10 * density);
  });
  if (overlay.periodic) drawAxes(context, overlay);
  context.restore();
}

function drawAxes(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { density, cell, turn } = overlay;
  const length = 26 * density;
  const originX = 40 * density;
  const originY = context.canvas.height - 40 * density;
  context.lineWidth = 1.5 * density;
  ['a', 'b', 'c'].forEach((name, axis) => {
    const direction = new Vector3(cell[3 * axis], cell[3 * axis + 1], cell[3 * axis + 2])
      .normalize()
      .applyQuaternion(turn);
    const x = originX + direction.x * length;
    const y = originY - direction.y * length;
    context.globalAlpha = 0.75;
    strokeLine(context, originX, originY, x, y);
    context.globalAlpha = 1;
    writeText(
      context,
      overlay,
      name,
      originX + direction.x * (length + 10 * density),
      originY - direction.y * (length + 10 * density),
    );
  });
}

function strokeLine(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function writeText(context: CanvasRenderingContext2D, overlay: Overlay, text: string, x: number, y: number): void {
  context.save();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 4 * overlay.density;
  context.lineJoin = 'round';
  context.strokeStyle = overlay.ground;
  context.fillStyle = overlay.ink;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
  context.restore();
}
