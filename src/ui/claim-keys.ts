/** `j` and `k` lead to the next and the last claim; `y` copies the address of the one that was led to. */
export function setUpClaimKeys(): void {
  let current: HTMLElement | undefined;
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest('input, select, textarea, dialog, canvas'))
      return;
    if (event.key === 'y' && current) return void copyAddress(current);
    if (event.key !== 'j' && event.key !== 'k') return;
    const claims = [...document.querySelectorAll<HTMLElement>('#claims .claim')].filter((c) => c.checkVisibility());
    if (claims.length === 0) return;
    const at = current ? claims.indexOf(current) : -1;
    const next = event.key === 'j' ? Math.min(at + 1, claims.length - 1) : Math.max(at - 1, 0);
    current = claims[next];
    const link = current.querySelector<HTMLAnchorElement>('a.claim-id');
    current.scrollIntoView({ block: 'center' });
    link?.focus({ preventScroll: true });
  });
  // A click on a claim's name makes the page's address that of the claim, and copies it.
  document.querySelector('#claims')?.addEventListener('click', (event) => {
    const claim = (event.target as Element).closest('a.claim-id')?.closest<HTMLElement>('.claim');
    if (claim) copyAddress(claim);
  });
}

function copyAddress(claim: HTMLElement): void {
  const link = claim.querySelector<HTMLAnchorElement>('a.claim-id');
  const said = document.querySelector('.filter output');
  // Where a browser refuses, the address bar has it all the same.
  if (link)
    navigator.clipboard?.writeText(link.href).then(
      () => said && (said.textContent = `address of ${link.textContent} copied`),
      () => undefined,
    );
}
