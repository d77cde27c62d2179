import { h } from '../dom.js';

const MILLISECONDS_PER_FRAME = 70;

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
    readonly times: readonly number[] | undefined,
    readonly show: (frame: number) => void,
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
      }, MILLISECONDS_PER_FRAME);
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
    const time = this.times?.[frame];
    this.#label.textContent = `${frame + 1} of ${this.count}${time === undefined ? '' : `, ${time >= 1000 ? `${(time / 1000).toFixed(2)} ps` : `${time.toFixed(0)} fs`}`}`;
    this.#slider.setAttribute('aria-valuetext', this.#label.textContent);
  }
}
