import { $keeping, $progress, recordVisit, tickChapter } from '#session/progress.ts';

function markOutline(done: ReadonlySet<string>): void {
  for (const link of document.querySelectorAll<HTMLElement>('[data-outline]')) {
    const isDone = done.has(link.dataset['outline'] ?? '');
    link.classList.toggle('tick', isDone);
    if (isDone) link.title = 'Chapitre lu';
    else link.removeAttribute('title');
  }
}

function startTickButton(chapter: string): void {
  const button = document.querySelector<HTMLButtonElement>('[data-tick]');
  if (!button) return;
  button.addEventListener('click', () => tickChapter(chapter, button.ariaPressed !== 'true'));
  $progress.subscribe(({ chapters }) => {
    const done = chapters[chapter]?.done === true;
    button.ariaPressed = String(done);
    button.textContent = done ? '✓ Chapitre lu' : 'Marquer comme lu';
  });
}

function startResume(): void {
  const link = document.querySelector<HTMLAnchorElement>('[data-resume]');
  if (!link) return;
  $progress.subscribe(({ lastVisit }) => {
    // What is stored may have been edited: only a path of this site is a place to go back to.
    if (!lastVisit || !/^\/(?!\/)/.test(lastVisit.url)) return;
    link.href = lastVisit.url;
    link.textContent = `Reprendre : ${lastVisit.title}`;
    link.hidden = false;
  });
}

const warnings = {
  kept: '',
  memory:
    'Votre navigateur refuse d’enregistrer la progression : elle durera autant que cette page. Le plan du cours permet de l’exporter.',
  'read-only':
    'Votre progression vient d’une version plus récente du site : elle est conservée telle quelle et ne change plus ici.',
};

function startWarning(): void {
  const place = document.querySelector<HTMLElement>('[data-keeping]');
  $keeping.subscribe((keeping) => {
    if (!place) return;
    place.textContent = warnings[keeping];
    place.hidden = keeping === 'kept';
  });
}

/** Ticks of chapters read, « Reprendre » on the home page, and where the reader is now. Kept in this browser only. */
export function startProgressMarks(): void {
  const { chapter } = document.documentElement.dataset;
  $progress.subscribe(({ chapters }) => {
    markOutline(new Set(Object.entries(chapters).flatMap(([id, { done }]) => (done ? [id] : []))));
  });
  startResume();
  startWarning();
  if (!chapter) return;
  startTickButton(chapter);
  const title = document.querySelector('h1')?.textContent ?? chapter;
  const visit = () => recordVisit({ chapter, title, url: location.pathname });
  // A page that the browser prepares is not one that the reader has opened.
  if ('prerendering' in document && document.prerendering === true) {
    document.addEventListener('prerenderingchange', visit, { once: true });
  } else visit();
}
