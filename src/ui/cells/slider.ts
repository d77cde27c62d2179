import { byId } from '../dom.js';

/** How positions of a slider, whole numbers from 0, become values. */
export interface Scale {
  steps: number;
  toValue(position: number): number;
  toPosition(value: number): number;
  format(value: number): string;
}

/** Even steps from `low` to `high`. */
export function linearScale(low: number, high: number, steps: number, format: Scale['format']): Scale {
  const digits = (value: number): number => Number(value.toPrecision(6));
  return {
    steps,
    toValue: (p) => digits(low + ((high - low) * p) / steps),
    toPosition: (v) => ((v - low) / (high - low)) * steps,
    format,
  };
}

/** Even steps in the logarithm, to three digits. */
export function logarithmicScale(low: number, high: number, steps: number, format: Scale['format']): Scale {
  const span = Math.log(high / low);
  return {
    steps,
    toValue: (p) => Number((low * Math.exp((span * p) / steps)).toPrecision(3)),
    toPosition: (v) => (Math.log(v / low) / span) * steps,
    format,
  };
}

/** A range input with its value in words. A value set by the script is kept exactly, whatever the steps. */
export class Slider {
  readonly #input: HTMLInputElement;
  readonly #output: HTMLOutputElement;
  readonly #hint: HTMLElement;
  #scale: Scale = linearScale(0, 1, 1, String);
  #value = 0;

  constructor(id: string, onInput: () => void) {
    this.#input = byId<HTMLInputElement>(id);
    this.#output = byId<HTMLOutputElement>(`${id}-value`);
    this.#hint = byId(`${id}-hint`);
    this.#input.addEventListener('input', () => {
      this.#value = this.#scale.toValue(Number(this.#input.value));
      this.#show();
      onInput();
    });
  }

  get value(): number {
    return this.#value;
  }

  /** Sets scale and value, and whether there is something to set. */
  reset(scale: Scale, value: number, hint = ''): void {
    this.#scale = scale;
    this.#input.max = String(scale.steps);
    this.set(value);
    this.#input.disabled = false;
    this.#hint.textContent = hint;
  }

  set(value: number): void {
    this.#value = value;
    this.#input.value = String(Math.round(this.#scale.toPosition(value)));
    this.#show();
  }

  /** Says why there is nothing to set. */
  disable(why: string): void {
    this.#input.disabled = true;
    this.#output.textContent = '';
    this.#hint.textContent = why;
  }

  #show(): void {
    const text = this.#scale.format(this.#value);
    this.#output.textContent = text;
    this.#input.setAttribute('aria-valuetext', text);
  }
}
