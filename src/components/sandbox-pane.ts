/** The cluster's own code comes beside that of the screen, not after it. */
function load(): void {
  const ignore = (): void => undefined;
  void import('#session/worker-client.ts').then(({ prepareWorker }) => prepareWorker(), ignore);
  void import('#islands/live/first-parts.ts').then(
    ({ loadFirstParts }) => loadFirstParts(),
    ignore,
  );
  import('#islands/react-root.ts').catch(ignore);
  import('#islands/live/mount.tsx').catch(ignore);
}

/** Opens the sandbox at the reader's request: nothing of it is loaded before the pointer or the focus is on the button. */
export function startSandboxPane(): void {
  const place = document.querySelector<HTMLElement>('[data-sandbox]');
  const open = document.querySelector<HTMLButtonElement>('[data-open-sandbox]');
  if (!place || !open) return;
  open.addEventListener('pointerenter', load, { once: true });
  open.addEventListener('focus', load, { once: true });
  open.addEventListener(
    'click',
    () => {
      open.disabled = true;
      load();
      void import('#islands/live/mount.tsx').then(async ({ mountSandbox }) => {
        await mountSandbox(place);
        open.closest('.sandbox-cover')?.remove();
      });
    },
    { once: true },
  );
}
