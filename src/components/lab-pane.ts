import { $labRequest } from '#session/lab-request.ts';

interface RunDetail {
  readonly step: string;
  readonly command: number;
}

declare global {
  interface DocumentEventMap {
    /** A command of the text is to be run. */
    'lab:run': CustomEvent<RunDetail>;
  }
}

/**
 * What a lab opens with, all of it at once and not one after the other: when it is opened, or as soon as the pointer or the focus
 * is on what opens it, which is a quarter of a second before. Who needs a part waits for it, and tells what fails.
 */
function load({ url = '', live }: DOMStringMap): void {
  const ignore = (): void => undefined;
  if (live !== undefined) {
    void import('#session/worker-client.ts').then(({ prepareWorker }) => prepareWorker(), ignore);
    void import('#islands/live-lab/first-parts.ts').then(
      ({ expectLabParts }) => expectLabParts(url),
      ignore,
    );
  }
  import('#islands/react-root.ts').catch(ignore);
  import('#islands/lab/mount.tsx').catch(ignore);
}

const isOpen = (): boolean => document.documentElement.classList.contains('lab-open');

/** What was asked for, and waits for the lab to load, is not forgotten for this. */
function expectJump(): void {
  if (isOpen() && !$labRequest.get()) $labRequest.set({ type: 'expect-jump' });
}

/** Loads the terminal once, at the first request. */
function opener(place: HTMLElement): () => void {
  return () => {
    if (isOpen()) return;
    document.documentElement.classList.add('lab-open');
    const { url = '', lab = '', compact } = place.dataset;
    load(place.dataset);
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
  const expectOpening = (): void => {
    if (!isOpen()) load(place.dataset);
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-open-lab]')) {
    button.addEventListener('click', () => {
      open();
      $labRequest.set({ type: 'open' });
    });
    button.addEventListener('pointerenter', expectOpening, { once: true });
    button.addEventListener('focus', expectOpening, { once: true });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-jump]')) {
    button.addEventListener('click', () => {
      open();
      $labRequest.set({ type: 'jump', step: button.dataset['jump'] ?? '' });
    });
    button.addEventListener('pointerenter', expectJump);
    button.addEventListener('focus', expectJump);
  }
  document.addEventListener('lab:run', ({ detail }) => {
    open();
    $labRequest.set({ type: 'run', ...detail });
  });
}
