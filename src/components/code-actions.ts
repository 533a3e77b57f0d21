/** The code of a block as one would type it: no prompt, no output, no removed line. */
function copyableText(pre: HTMLElement): string {
  const copy = pre.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return '';
  for (const removed of copy.querySelectorAll('.remove')) removed.remove();
  const lines = (copy.textContent ?? '').split('\n');
  return (typedLines[pre.dataset['lang'] ?? '']?.(lines) ?? lines).join('\n').trim();
}

/** Languages that show more than what is typed: a session its output, a diff what is gone. */
const typedLines: Record<string, (lines: readonly string[]) => string[]> = {
  console: (lines) => lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2)),
  diff: (lines) =>
    lines.filter((line) => !line.startsWith('-')).map((line) => line.replace(/^[+ ]/, '')),
};

function button(
  label: string,
  className: string,
  onClick: (self: HTMLButtonElement) => void,
): HTMLButtonElement {
  const self = document.createElement('button');
  self.type = 'button';
  self.className = className;
  self.textContent = label;
  self.addEventListener('click', () => onClick(self));
  return self;
}

function select(pre: HTMLElement): void {
  getSelection()?.selectAllChildren(pre);
}

async function copy(pre: HTMLElement, self: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(copyableText(pre));
    self.textContent = 'Copié';
  } catch {
    // No clipboard (plain http, refused): the text is selected for the keyboard.
    select(pre);
    self.textContent = 'Ctrl+C';
  }
  setTimeout(() => {
    self.textContent = 'Copier';
  }, 2000);
}

function runInLab(command: HTMLElement): void {
  const { step, command: number } = command.dataset;
  document.dispatchEvent(new CustomEvent('lab:run', { detail: { step, command: Number(number) } }));
}

/** Adds « Copier » to every block of code, and « Exécuter » to the commands of a lab. */
export function startCodeActions(): void {
  for (const pre of document.querySelectorAll<HTMLElement>('pre.code')) {
    const box = pre.parentElement;
    if (!box) continue;
    const actions = document.createElement('div');
    actions.className = 'code-actions';
    box.append(actions);
    actions.append(button('Copier', 'copy', (self) => void copy(pre, self)));
    const command = box.closest<HTMLElement>('.command');
    if (command) actions.append(button('Exécuter', 'run', () => runInLab(command)));
  }
}
