import { ELEMENTS } from './elements.js';

/** Colours of the elements this workbench meets most; others take a hue by atomic number. */
const colours = new Map(
  Object.entries({
    H: '#e4e8ec',
    Li: '#9c7fd6',
    B: '#f0a35e',
    C: '#5b6168',
    N: '#4a6fd8',
    O: '#e0493f',
    F: '#8fd35a',
    Na: '#8f63d0',
    Mg: '#6fbf4b',
    Al: '#b7a6a6',
    Si: '#d8b26a',
    P: '#f08a24',
    S: '#e6cf3c',
    Cl: '#49c24d',
    K: '#7a4fc0',
    Ti: '#9aa4b0',
    V: '#8b95a6',
    Cr: '#7d93bf',
    Mn: '#a76bc2',
    Fe: '#d07038',
    Co: '#3f6fd1',
    Ni: '#3aa66d',
    Cu: '#c9803f',
    Zn: '#7f86b8',
    Zr: '#7fc6c9',
    Nb: '#63b3c4',
    La: '#6fcfe0',
    W: '#3f8fd0',
    Pt: '#b8bcc8',
    Au: '#e6bf3a',
  }),
);

/** Colour of an element as `#rrggbb`. */
export function elementColour(element: string): string {
  return colours.get(element) ?? hueColour((ELEMENTS.indexOf(element) * 137.508) % 360);
}

/** Colour of a hue, all of one lightness. `hue` [deg] */
function hueColour(hue: number): string {
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (0.6 - 0.24 * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
