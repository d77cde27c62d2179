/** Tells listeners that the colours of the page have changed. */
export const THEME_EVENT = 'cermet-theme';

/** Follows the system's light or dark until the reader chooses. */
export function setUpTheme(): void {
  const button = document.querySelector<HTMLButtonElement>('button.theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean =>
    (document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = (): void => {
    if (button) {
      button.textContent = isDark() ? 'Light' : 'Dark';
      button.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
    }
    document.dispatchEvent(new Event(THEME_EVENT));
  };
  button?.addEventListener('click', () => {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    show();
  });
  system.addEventListener('change', show);
  show();
}
