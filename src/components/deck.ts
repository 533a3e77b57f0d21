import { deckAction, deckActionNamed, moved, swipeAction, type DeckAction } from '#course/deck.ts';

const smallestFit = 0.4;

/** Makes the type smaller until the slide holds on the screen: scaled, never cut. */
function fit(slide: HTMLElement): void {
  let scale = 1;
  slide.style.removeProperty('--fit');
  while (scale > smallestFit && slide.scrollHeight > slide.clientHeight + 1) {
    scale -= 0.04;
    slide.style.setProperty('--fit', scale.toFixed(2));
  }
}

function idOf(slide: HTMLElement): string {
  return slide.id || slide.querySelector('h2[id], h3[id], h4[id]')?.id || '';
}

/** The id in the address; none when the address is damaged, which shows the first slide. */
function hashId(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return '';
  }
}

function holdsOwnKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('[data-own-keys], dialog, input, select, textarea') !== null
  );
}

class Deck {
  readonly slides: HTMLElement[];
  readonly root = document.documentElement;
  index = 0;

  constructor(slides: HTMLElement[]) {
    this.slides = slides;
    for (const [at, slide] of slides.entries()) {
      slide.setAttribute('role', 'group');
      slide.setAttribute('aria-roledescription', 'slide');
      slide.setAttribute('aria-label', `${at + 1} sur ${slides.length}`);
    }
  }

  show(index: number): void {
    this.index = index;
    this.slides.forEach((slide, at) => slide.classList.toggle('current', at === index));
    const slide = this.slides[index];
    if (!slide) return;
    fit(slide);
    const count = document.querySelector('.deck-count');
    if (count) count.textContent = `${index + 1} / ${this.slides.length}`;
    history.replaceState(null, '', `#${idOf(slide)}`);
  }

  refit(): void {
    const slide = this.slides[this.index];
    if (slide) fit(slide);
  }

  showHash(): void {
    const id = hashId();
    const target = id === '' ? null : document.getElementById(id);
    const at = this.slides.findIndex((slide) => target !== null && slide.contains(target));
    this.show(Math.max(0, at));
  }

  toggleOverview(): void {
    const isOpen = this.root.classList.toggle('overview');
    if (isOpen) this.slides[this.index]?.scrollIntoView({ block: 'center' });
    else this.show(this.index);
  }

  /** `S` is kept for the speaker's window, which does not exist yet: it shows the list of keys, where that is said. */
  act(action: DeckAction): void {
    const blank = document.querySelector<HTMLElement>('.deck-blank');
    switch (action) {
      case 'fullscreen':
        void (document.fullscreenElement
          ? document.exitFullscreen()
          : this.root.requestFullscreen());
        return;
      case 'blank':
        if (blank) blank.hidden = !blank.hidden;
        return;
      case 'overview':
        this.toggleOverview();
        return;
      case 'help':
      case 'speaker':
        document.querySelector<HTMLDialogElement>('.deck-help')?.showModal();
        return;
      case 'next':
      case 'previous':
      case 'first':
      case 'last':
        if (blank) blank.hidden = true;
        this.show(moved(this.index, this.slides.length, action));
    }
  }
}

function listenToKeys(deck: Deck): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || holdsOwnKeys(event.target)) return;
    const isOnControl =
      event.target instanceof Element && event.target.matches('a, button, summary');
    if (event.key === ' ' && isOnControl) return;
    const action = event.key === ' ' && event.shiftKey ? 'previous' : deckAction(event.key);
    if (!action) return;
    event.preventDefault();
    deck.act(action);
  });
}

function listenToTouch(deck: Deck): void {
  let start: Touch | undefined;
  document.addEventListener('touchstart', (event) => {
    start = holdsOwnKeys(event.target) ? undefined : event.changedTouches[0];
  });
  document.addEventListener('touchend', (event) => {
    const end = event.changedTouches[0];
    if (!start || !end) return;
    const action = swipeAction(end.clientX - start.clientX, end.clientY - start.clientY);
    if (action) deck.act(action);
  });
}

function listenToControls(deck: Deck): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-deck]')) {
    const action = deckActionNamed(button.dataset['deck']);
    if (action) button.addEventListener('click', () => deck.act(action));
  }
  for (const [at, slide] of deck.slides.entries()) {
    slide.addEventListener('click', () => {
      if (!deck.root.classList.contains('overview')) return;
      deck.index = at;
      deck.toggleOverview();
    });
  }
}

/** Turns the sections of a page into slides. Without it, the deck is a page that scrolls. */
export function startDeck(): void {
  const slides = [...document.querySelectorAll<HTMLElement>('.deck > section:not(.page-only)')];
  const deck = new Deck(slides);
  // A picture must be there before its slide is.
  for (const picture of document.querySelectorAll<HTMLImageElement>('.deck img'))
    picture.loading = 'eager';
  listenToKeys(deck);
  listenToTouch(deck);
  listenToControls(deck);
  const labSlide = slides.findIndex((slide) => slide.querySelector('[data-lab-place]'));
  document.addEventListener('lab:run', () => {
    if (labSlide !== -1) deck.show(labSlide);
  });
  addEventListener('hashchange', () => deck.showHash());
  addEventListener('resize', () => deck.show(deck.index));
  // Pictures come when they are shown, and fonts when they can.
  document.addEventListener('load', () => deck.refit(), true);
  deck.showHash();
  void document.fonts.ready.then(() => deck.refit());
}
