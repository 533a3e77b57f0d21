import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './term-definition.css?url';

interface Term {
  readonly term: string;
  readonly english?: string;
  readonly definition: string;
}

let glossary: Promise<Record<string, Term>> | undefined;

async function define(id: string): Promise<Term | undefined> {
  const url = `${document.documentElement.dataset['base']}/fr/glossaire.json`;
  glossary ??= fetch(url).then((answer) => answer.json());
  return (await glossary)[id];
}

function createPopover(): HTMLElement {
  const popover = document.createElement('div');
  popover.className = 'popover';
  popover.id = 'terme';
  popover.popover = 'manual';
  popover.setAttribute('role', 'tooltip');
  document.body.append(popover);
  return popover;
}

function fill(popover: HTMLElement, { term, english, definition }: Term): void {
  const title = document.createElement('strong');
  title.textContent = term;
  const text = document.createElement('p');
  text.textContent = definition;
  popover.replaceChildren(title, english ? ` (${english})` : '', text);
}

function place(popover: HTMLElement, link: HTMLElement): void {
  const around = link.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const left = Math.max(8, Math.min(around.left, innerWidth - size.width - 8));
  const below = around.bottom + 6;
  const top = below + size.height > innerHeight ? around.top - size.height - 6 : below;
  popover.style.left = `${left}px`;
  popover.style.top = `${Math.max(8, top)}px`;
}

/** The one bubble of a page, which shows the definition of a term beside its link. */
export class TermDefinition {
  readonly element = createPopover();
  shown: HTMLElement | undefined;

  async show(link: HTMLElement): Promise<void> {
    const term = await define(link.dataset['term'] ?? '').catch(() => undefined);
    if (!term) return;
    await loadStyleSheet(styles);
    this.hide();
    fill(this.element, term);
    this.element.showPopover();
    place(this.element, link);
    this.shown = link;
    link.setAttribute('aria-describedby', this.element.id);
  }

  hide(): void {
    this.shown?.removeAttribute('aria-describedby');
    this.shown = undefined;
    this.element.hidePopover();
  }
}
