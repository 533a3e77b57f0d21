import { moved, type DeckAction } from '#course/deck.ts';

const smallestFit = 0.4;

/** A slide on paper: 16/9, wherever the window is. */
const sheet = [
  ['display', 'block'],
  ['--u', '3.387mm'],
  ['width', '338.7mm'],
  ['height', '190.5mm'],
] as const;

/** Makes the type smaller until the slide holds on the screen: scaled, never cut. */
function fit(slide: HTMLElement): void {
  let scale = 1;
  slide.style.removeProperty('--fit');
  while (scale > smallestFit && slide.scrollHeight > slide.clientHeight + 1) {
    scale -= 0.04;
    slide.style.setProperty('--fit', scale.toFixed(2));
  }
}

/** The id in the address; none when the address is damaged, which shows the first slide. */
export function hashId(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return '';
  }
}

export function idOf(slide: HTMLElement): string {
  return slide.id || slide.querySelector('h2[id], h3[id], h4[id]')?.id || '';
}

/** The slides of a `.deck`, one of which is shown. */
export class DeckSlides {
  readonly slides: readonly HTMLElement[];
  index = 0;

  constructor(deck: ParentNode) {
    this.slides = [...deck.querySelectorAll<HTMLElement>(':scope > section:not(.page-only)')];
    for (const [at, slide] of this.slides.entries()) {
      slide.setAttribute('role', 'group');
      slide.setAttribute('aria-roledescription', 'slide');
      slide.setAttribute('aria-label', `${at + 1} sur ${this.slides.length}`);
    }
    // A picture must be there before its slide is.
    for (const picture of deck.querySelectorAll('img')) picture.loading = 'eager';
  }

  get current(): HTMLElement | undefined {
    return this.slides[this.index];
  }

  /** The id of the slide shown. */
  get id(): string {
    return this.current ? idOf(this.current) : '';
  }

  show(index: number): void {
    this.index = index;
    this.slides.forEach((slide, at) => slide.classList.toggle('current', at === index));
    if (this.current) fit(this.current);
  }

  /** The slide with this id, or that holds it; the first one when there is none. */
  indexOf(id: string): number {
    const at = this.slides.findIndex(
      (slide) => id !== '' && (idOf(slide) === id || slide.querySelector(`#${CSS.escape(id)}`)),
    );
    return Math.max(0, at);
  }

  move(action: DeckAction): void {
    this.show(moved(this.index, this.slides.length, action));
  }

  /** Each slide made to hold on its sheet (styles/deck.css, « print »), before the browser lays it out there. */
  fitForPaper(): void {
    for (const { style } of this.slides)
      for (const [name, value] of sheet) style.setProperty(name, value, 'important');
    for (const slide of this.slides) fit(slide);
    for (const { style } of this.slides) for (const [name] of sheet) style.removeProperty(name);
  }

  refit(): void {
    if (this.current) fit(this.current);
  }
}
