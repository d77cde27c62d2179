import { Quaternion, Vector3 } from 'three';

/** How a structure is seen: turned, moved and enlarged. */
export interface Pose {
  turn: Quaternion;
  /** [Å] on the screen, to the right and upwards. */
  shift: [number, number];
  zoom: number;
}

export interface TurnHandlers {
  pose: Pose;
  /** [Å] on the screen for one CSS pixel. */
  scale(): number;
  changed(): void;
  reset(): void;
  tapped(x: number, y: number): void;
  /** Keys that are not about the view; true if one was taken. */
  key(event: KeyboardEvent): boolean;
}

const TURN_PER_PIXEL = 0.009;
const TURN_PER_KEY = Math.PI / 36;
const X = new Vector3(1, 0, 0);
const Y = new Vector3(0, 1, 0);

/**
 * Turns a pose by mouse, touch and keys: drag or arrows turn, with Shift they move; wheel (when focused), pinch, + and
 * − enlarge; 0 resets.
 */
export function attachTurnControl(canvas: HTMLCanvasElement, handlers: TurnHandlers): void {
  const { pose } = handlers;
  const pointers = new Map<number, PointerEvent>();
  let travelled = 0;

  const turn = (dx: number, dy: number): void => {
    const step = new Quaternion().setFromAxisAngle(Y, dx).multiply(new Quaternion().setFromAxisAngle(X, dy));
    pose.turn.premultiply(step).normalize();
    handlers.changed();
  };
  const move = (dx: number, dy: number): void => {
    pose.shift = [pose.shift[0] + dx, pose.shift[1] + dy];
    handlers.changed();
  };
  const enlarge = (factor: number): void => {
    pose.zoom = Math.min(20, Math.max(0.2, pose.zoom * factor));
    handlers.changed();
  };

  canvas.addEventListener('pointerdown', (event) => {
    pointers.set(event.pointerId, event);
    canvas.setPointerCapture(event.pointerId);
    if (pointers.size === 1) travelled = 0;
  });
  canvas.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const dx = event.clientX - before.clientX;
    const dy = event.clientY - before.clientY;
    travelled += Math.abs(dx) + Math.abs(dy);
    if (pointers.size === 2) {
      const other = [...pointers.values()].find((p) => p.pointerId !== event.pointerId)!;
      const was = Math.hypot(before.clientX - other.clientX, before.clientY - other.clientY);
      const is = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      if (was > 0) enlarge(is / was);
      move((dx / 2) * handlers.scale(), (-dy / 2) * handlers.scale());
    } else if (event.shiftKey || event.buttons === 2) {
      move(dx * handlers.scale(), -dy * handlers.scale());
    } else if (travelled > 3) {
      turn(dx * TURN_PER_PIXEL, dy * TURN_PER_PIXEL);
    }
    pointers.set(event.pointerId, event);
  });
  const release = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
  };
  canvas.addEventListener('pointerup', (event) => {
    if (pointers.size === 1 && travelled <= 3) {
      const box = canvas.getBoundingClientRect();
      handlers.tapped(event.clientX - box.left, event.clientY - box.top);
    }
    release(event);
  });
  canvas.addEventListener('pointercancel', release);
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener(
    'wheel',
    (event) => {
      // A page must scroll past a structure; only one that was chosen takes the wheel.
      if (document.activeElement !== canvas && !event.ctrlKey) return;
      event.preventDefault();
      enlarge(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)));
    },
    { passive: false },
  );
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrows: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) move(arrow[0], -arrow[1]);
    else if (arrow) turn(arrow[0] * TURN_PER_KEY, arrow[1] * TURN_PER_KEY);
    else if (event.key === '+' || event.key === '=') enlarge(1.15);
    else if (event.key === '-') enlarge(1 / 1.15);
    else if (event.key === '0') handlers.reset();
    else if (!handlers.key(event)) return;
    event.preventDefault();
  });
}
