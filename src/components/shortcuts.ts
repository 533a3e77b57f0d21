interface Shortcut {
  readonly keys: string;
  readonly label: string;
}

const shortcuts: readonly Shortcut[] = [
  { keys: '/ ou Ctrl+K', label: 'Rechercher' },
  { keys: '[', label: 'Chapitre précédent' },
  { keys: ']', label: 'Chapitre suivant' },
  { keys: 's', label: 'Slides du chapitre' },
  { keys: '?', label: 'Cette liste' },
  { keys: 'Échap', label: 'Fermer' },
];

const targets: Record<string, string> = {
  '[': 'a[rel="prev"]',
  ']': 'a[rel="next"]',
  s: 'a[data-slides]',
};

let dialog: HTMLDialogElement | undefined;

function createDialog(): HTMLDialogElement {
  const self = document.createElement('dialog');
  self.setAttribute('aria-labelledby', 'raccourcis');
  const title = document.createElement('h2');
  title.id = 'raccourcis';
  title.textContent = 'Raccourcis clavier';
  const list = document.createElement('dl');
  list.className = 'shortcuts';
  for (const { keys, label } of shortcuts) {
    const term = document.createElement('dt');
    const key = document.createElement('kbd');
    key.textContent = keys;
    term.append(key);
    const description = document.createElement('dd');
    description.textContent = label;
    list.append(term, description);
  }
  const close = document.createElement('button');
  close.className = 'button';
  close.textContent = 'Fermer';
  close.addEventListener('click', () => self.close());
  self.append(title, list, close);
  document.body.append(self);
  return self;
}

function isBusy(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input, textarea, select, dialog *, [data-own-keys] *')
  );
}

/** Single keys, outside fields, dialogs and the lab, which has its own. `?` lists them. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    if (event.key === '?') {
      dialog ??= createDialog();
      dialog.showModal();
      return;
    }
    const target = targets[event.key];
    if (target) document.querySelector<HTMLAnchorElement>(target)?.click();
  });
}
