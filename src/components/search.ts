async function open(): Promise<void> {
  const { openSearch } = await import('./search-dialog.ts');
  await openSearch();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
  );
}

/** The search opens from its button, `/` and Ctrl+K; its code and its index load at that moment. */
export function startSearch(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-search]');
  button?.addEventListener('click', () => void open());
  document.addEventListener('keydown', (event) => {
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const controlK = event.key === 'k' && (event.ctrlKey || event.metaKey);
    if (!controlK && (!slash || isTyping(event.target))) return;
    event.preventDefault();
    void open();
  });
}
