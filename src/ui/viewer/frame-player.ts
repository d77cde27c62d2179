import { h } from '../dom.js';

/** [ms] a frame of a trajectory stays. */
const QUICK = 70;

/** Plays, pauses and scrubs the frames of a trajectory. */
export class FramePlayer {
  readonly element: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #label = h('output', { class: 'time' });
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly count: number,
    start: number,
    /** What a frame is of, if that is known. */
    readonly nameOf: (frame: number) => string | undefined,
    readonly show: (frame: number) => void,
    /** [ms] that a frame stays. */
    readonly pace = QUICK,
  ) {
    this.#button = h(
      'button',
      { type: 'button', class: 'play', 'aria-label': 'Play', onclick: () => this.toggle() },
      '▶',
    );
    this.#slider = h('input', {
      type: 'range',
      min: 0,
      max: count - 1,
      step: 1,
      value: start,
      'aria-label': 'Frame',
      oninput: () => this.go(this.#slider.valueAsNumber),
    });
    this.element = h('div', { class: 'player' }, this.#button, this.#slider, this.#label);
    this.#describe(start);
  }

  get playing(): boolean {
    return this.#timer !== undefined;
  }

  toggle(): void {
    if (this.playing) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else {
      if (this.#slider.valueAsNumber === this.count - 1) this.go(0);
      this.#timer = setInterval(() => {
        const next = this.#slider.valueAsNumber + 1;
        if (next >= this.count) this.toggle();
        else this.go(next);
      }, this.pace);
    }
    this.#button.textContent = this.playing ? '❚❚' : '▶';
    this.#button.setAttribute('aria-label', this.playing ? 'Pause' : 'Play');
  }

  step(by: number): void {
    this.go(Math.min(this.count - 1, Math.max(0, this.#slider.valueAsNumber + by)));
  }

  go(frame: number): void {
    this.#slider.value = String(frame);
    this.#describe(frame);
    this.show(frame);
  }

  #describe(frame: number): void {
    this.#label.textContent = [`${frame + 1} of ${this.count}`, this.nameOf(frame)].filter(Boolean).join(', ');
    this.#slider.setAttribute('aria-valuetext', this.#label.textContent);
  }
}
