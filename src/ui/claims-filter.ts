/** Shows the claims that fit the chosen verdicts, group and words. */
export function setUpClaimsFilter(): void {
  const form = document.querySelector<HTMLFormElement>('form.filter');
  if (!form) return;
  const groups = [...document.querySelectorAll<HTMLElement>('#claims .group')];
  const opened = new Map(
    [...document.querySelectorAll<HTMLDetailsElement>('#claims .open-claims')].map((d) => [d, d.open]),
  );
  const output = form.querySelector('output')!;
  const apply = (): void => {
    const data = new FormData(form);
    const verdicts = new Set(data.getAll('verdict'));
    const text = String(data.get('text') ?? '')
      .trim()
      .toLowerCase();
    const chosen = data.get('group');
    let shown = 0;
    let total = 0;
    for (const group of groups) {
      const inGroup = !chosen || group.dataset.group === chosen;
      let inThis = 0;
      for (const claim of group.querySelectorAll<HTMLElement>('.claim')) {
        const words = claim.dataset.verdict!.split('|');
        total += words.length;
        const fits =
          inGroup &&
          words.some((word) => verdicts.has(word)) &&
          (!text || claim.textContent!.toLowerCase().includes(text));
        claim.hidden = !fits;
        if (fits) inThis += words.length;
      }
      group.hidden = inThis === 0;
      for (const part of group.querySelectorAll<HTMLElement>('table, .open-claims'))
        part.hidden = !part.querySelector('.claim:not([hidden])');
      shown += inThis;
    }
    const narrowed = text !== '' || Boolean(chosen) || (verdicts.size === 1 && verdicts.has('not measured'));
    for (const [details, open] of opened) details.open = narrowed || open;
    output.textContent = shown === total ? '' : `${shown} of ${total} claims shown`;
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
}
