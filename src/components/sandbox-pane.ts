/** Opens the sandbox at the reader's request: nothing of it is loaded before. */
export function startSandboxPane(): void {
  const place = document.querySelector<HTMLElement>('[data-sandbox]');
  const open = document.querySelector<HTMLButtonElement>('[data-open-sandbox]');
  if (!place || !open) return;
  open.addEventListener(
    'click',
    () => {
      open.disabled = true;
      // The cluster's own code comes beside that of the screen, not after it.
      void import('#session/worker-client.ts').then(({ prepareWorker }) => prepareWorker());
      import('#islands/react-root.ts').catch(() => undefined);
      void import('#islands/live/mount.tsx').then(async ({ mountSandbox }) => {
        await mountSandbox(place);
        open.closest('.sandbox-cover')?.remove();
      });
    },
    { once: true },
  );
}
