import MiniSearch, { type SearchResult } from 'minisearch';
import { excerpt, searchOptions, type SearchDocument } from '#course/search.ts';
import { loadStyleSheet } from '#islands/style-sheet.ts';
import styles from './search.css?url';

const base = document.documentElement.dataset['base'] ?? '';
const shown = 10;

let dialog: HTMLDialogElement | undefined;
let index: Promise<MiniSearch<SearchDocument>> | undefined;

async function loadIndex(): Promise<MiniSearch<SearchDocument>> {
  const answer = await fetch(`${base}/fr/recherche.json`);
  if (!answer.ok) throw new Error(`recherche.json : ${answer.status}`);
  const search = new MiniSearch<SearchDocument>(searchOptions);
  search.addAll(await answer.json());
  return search;
}

function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function resultItem(result: SearchResult, query: string): HTMLLIElement {
  const link = create(
    'a',
    { href: base + String(result.id) },
    create('strong', {}, String(result['title'])),
    create('small', {}, String(result['chapter'])),
    create('span', {}, excerpt(String(result['text']), query)),
  );
  link.addEventListener('click', () => dialog?.close());
  return create('li', {}, link);
}

async function show(query: string, list: HTMLElement, status: HTMLElement): Promise<void> {
  index ??= loadIndex();
  try {
    const results = (await index).search(query).slice(0, shown);
    list.replaceChildren(...results.map((result) => resultItem(result, query)));
    status.textContent =
      query.trim() === '' ? '' : `${results.length} résultat${results.length > 1 ? 's' : ''}`;
  } catch {
    index = undefined;
    status.textContent =
      'La recherche n’a pas pu être chargée. Vérifiez la connexion, puis tapez de nouveau.';
  }
}

/** Arrows go from the field to the results and back. */
function moveFocus(event: KeyboardEvent, input: HTMLElement, list: HTMLElement): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [input, ...list.querySelectorAll('a')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function createDialog(): HTMLDialogElement {
  const input = create('input', {
    type: 'search',
    id: 'recherche',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = create('ol');
  const status = create('p', { role: 'status' });
  const close = create('button', { type: 'button', class: 'button' }, 'Fermer');
  const field = create('div', { class: 'search-field' }, input, close);
  const label = create('label', { for: 'recherche' }, 'Rechercher dans le cours');
  const self = create(
    'dialog',
    { class: 'search', 'aria-label': 'Recherche' },
    label,
    field,
    status,
    list,
  );
  close.addEventListener('click', () => self.close());
  input.addEventListener('input', () => void show(input.value, list, status));
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('a')?.click();
  });
  self.addEventListener('keydown', (event) => moveFocus(event, input, list));
  self.addEventListener('click', (event) => {
    if (event.target === self) self.close();
  });
  document.body.append(self);
  return self;
}

/** Shows the search, and starts to load its index. */
export async function openSearch(): Promise<void> {
  await loadStyleSheet(styles);
  dialog ??= createDialog();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('input')?.select();
  index ??= loadIndex();
  await index.catch(() => {
    index = undefined;
  });
}
