import pc from 'picocolors';

/** What picocolors writes where a terminal has colours. */
const COLOUR = /\u001b\[(?:[12]|22|3[0-9]|39)m/g;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * Text for a terminal: control characters, which titles and names of files may hold, stand as signs and do nothing.
 * Line ends, tabs and our own colours stay.
 */
export function showControls(text: string): string {
  if (!pc.isColorSupported) return text.replaceAll(CONTROL, toSign);
  let out = '';
  let from = 0;
  for (const match of text.matchAll(COLOUR)) {
    out += text.slice(from, match.index).replaceAll(CONTROL, toSign) + match[0];
    from = match.index + match[0].length;
  }
  return out + text.slice(from).replaceAll(CONTROL, toSign);
}

function toSign(control: string): string {
  const code = control.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : `\\x${code.toString(16)}`;
}
