import { $labRequest, type LabRequest } from '#session/lab-request.ts';

interface RunDetail {
  readonly step: string;
  readonly command: number;
}

function isRun(event: Event): event is CustomEvent<RunDetail> {
  return event.type === 'lab:run';
}

/** Loads the terminal once, at the first request. */
function opener(place: HTMLElement): () => void {
  let isOpen = false;
  return () => {
    if (isOpen) return;
    isOpen = true;
    document.documentElement.classList.add('lab-open');
    const { url = '', lab = '', compact, live } = place.dataset;
    if (live !== undefined) {
      // Beside React, not after it: who needs it waits for it, and tells what fails.
      void import('#islands/live-lab/prepare.ts')
        .then(({ hastenLiveLab }) => hastenLiveLab())
        .catch(() => undefined);
    }
    void import('#islands/lab/mount.tsx').then(({ mountLab }) =>
      mountLab(place, { url, lab, compact: compact === 'true' }),
    );
  };
}

/** What the text of a lab asks of its terminal: open, run this command. */
export function startLabPane(): void {
  const place = document.querySelector<HTMLElement>('[data-lab-place]');
  if (!place) return;
  const open = opener(place);
  const onClick = (selector: string, requestOf: (data: DOMStringMap) => LabRequest): void => {
    for (const button of document.querySelectorAll<HTMLElement>(selector))
      button.addEventListener('click', () => {
        open();
        $labRequest.set(requestOf(button.dataset));
      });
  };
  onClick('[data-open-lab]', () => ({ type: 'open' }));
  onClick('[data-jump]', ({ jump = '' }) => ({ type: 'jump', step: jump }));
  document.addEventListener('lab:run', (event) => {
    if (!isRun(event)) return;
    open();
    $labRequest.set({ type: 'run', ...event.detail });
  });
}
