import type { DeckAction } from '#course/deck.ts';
import type { DemoOrder } from '#course/demo.ts';
import type { Presentation } from '#course/presentation.ts';
import { $labRequest } from '#session/lab-request.ts';
import type { SharedPresentation } from '#session/presentation.ts';
import { listenToButtons, listenToKeys, listenToTouch } from './deck-keys.ts';
import { DeckSlides, hashId } from './deck-slides.ts';
import type { StageLab } from './stage-lab.ts';

/** What names the presentation in the address of its windows: kept through a reload. */
const sessionKey = 'seance';
/** By its name, the same window is found again, after a reload too. */
const speakerWindow = 'maillage-presentateur';

class PublicDeck {
  private readonly slides: DeckSlides;
  private readonly root = document.documentElement;
  private readonly blank = document.querySelector<HTMLElement>('.deck-blank');
  private readonly count = document.querySelector('.deck-count');
  private shared: SharedPresentation | undefined;
  private stage: StageLab | undefined;
  /** « Next » types the lab's next command, as if the speaker did. */
  private isDemo = false;
  private scale = 1;

  constructor(deck: HTMLElement) {
    this.slides = new DeckSlides(deck);
  }

  start(): void {
    const { slides } = this;
    const act = (action: DeckAction): void => this.act(action);
    listenToKeys({
      act,
      jump: (number) => this.go(Math.min(Math.max(number, 1), slides.slides.length) - 1),
      onTyped: (digits) => this.tell(digits),
      takesAll: () => this.isDemo,
    });
    listenToTouch({ act });
    listenToButtons({ act });
    for (const [at, slide] of slides.slides.entries())
      slide.addEventListener('click', () => {
        if (!this.root.classList.contains('overview')) return;
        this.root.classList.remove('overview');
        this.go(at);
      });
    const labSlide = slides.slides.findIndex((slide) => slide.querySelector('[data-lab-place]'));
    document.addEventListener('lab:run', () => {
      if (labSlide !== -1) this.go(labSlide);
    });
    addEventListener('hashchange', () => this.go(slides.indexOf(hashId())));
    addEventListener('resize', () => slides.refit());
    addEventListener('beforeprint', () => slides.fitForPaper());
    addEventListener('afterprint', () => slides.refit());
    // Pictures come when they are shown, and fonts when they can.
    document.addEventListener('load', () => slides.refit(), true);
    this.show(slides.indexOf(hashId()));
    void document.fonts.ready.then(() => slides.refit());
    const session = new URLSearchParams(location.search).get(sessionKey);
    if (session) void this.share(session);
  }

  /** Shown here, and told to the windows that follow. */
  private go(index: number): void {
    this.setBlank(false);
    this.show(index);
    this.tellOthers();
  }

  private show(index: number): void {
    this.slides.show(index);
    this.tell('');
    history.replaceState(history.state, '', `#${this.slides.id}`);
  }

  /** Where the deck is, or the number being typed. */
  private tell(digits: string): void {
    const { index, slides } = this.slides;
    if (this.count)
      this.count.textContent =
        digits === '' ? `${index + 1} / ${slides.length}` : `aller à ${digits} ⏎`;
  }

  private act(action: DeckAction): void {
    if (this.isDemo && this.playsDemo(action)) return;
    switch (action) {
      case 'fullscreen':
        void (document.fullscreenElement
          ? document.exitFullscreen()
          : this.root.requestFullscreen());
        return;
      case 'blank':
        this.setBlank(this.blank?.hidden === true);
        this.tellOthers();
        return;
      case 'overview':
        this.toggleOverview();
        return;
      case 'help':
        document.querySelector<HTMLDialogElement>('.deck-help')?.showModal();
        return;
      case 'speaker':
        void this.openSpeaker();
        return;
      case 'demo':
        this.setDemo(!this.isDemo);
        return;
      case 'cluster':
        // What the lab's slide reads: see islands/lab/use-stage.ts.
        this.root.dataset['cluster'] = this.root.dataset['cluster'] === 'off' ? 'on' : 'off';
        return;
      case 'larger':
      case 'smaller':
        this.resize(action === 'larger' ? 1.1 : 1 / 1.1);
        return;
      case 'contrast':
        this.root.classList.toggle('projector');
        return;
      case 'next':
      case 'previous':
      case 'first':
      case 'last':
        this.slides.move(action);
        this.go(this.slides.index);
    }
  }

  private resize(factor: number): void {
    this.scale = Math.min(2, Math.max(0.7, this.scale * factor));
    this.root.style.setProperty('--scale', this.scale.toFixed(2));
    this.slides.refit();
  }

  /** Whether the lab on the stage took the action. */
  private playsDemo(action: DeckAction): boolean {
    if (action === 'next') {
      $labRequest.set({ type: 'next' });
      return true;
    }
    // Escape, which ends it and gives the keyboard.
    if (action !== 'overview') return false;
    this.setDemo(false);
    $labRequest.set({ type: 'take' });
    return true;
  }

  private setDemo(isOn: boolean): void {
    const labSlide = this.slides.slides.findIndex((slide) =>
      slide.querySelector('[data-lab-place]'),
    );
    if (labSlide === -1) return;
    this.isDemo = isOn;
    this.root.classList.toggle('demo', isOn);
    if (isOn) {
      this.go(labSlide);
      document.querySelector<HTMLElement>('[data-open-lab]')?.click();
    }
    this.stage?.tell();
  }

  /** As the speaker's window asks. */
  private obey(order: DemoOrder['order']): void {
    if (order === 'start') this.setDemo(true);
    else if (this.isDemo) this.playsDemo(order === 'next' ? 'next' : 'overview');
  }

  private setBlank(isBlank: boolean): void {
    if (this.blank) this.blank.hidden = !isBlank;
  }

  private toggleOverview(): void {
    const isOpen = this.root.classList.toggle('overview');
    if (isOpen) this.slides.current?.scrollIntoView({ block: 'center' });
    else this.show(this.slides.index);
  }

  private async openSpeaker(): Promise<void> {
    const speaker = document.querySelector<HTMLElement>('[data-speaker]')?.dataset['speaker'] ?? '';
    const given = new URLSearchParams(location.search).get(sessionKey);
    // Opened at once: a browser lets a key open a window, and not what comes after.
    const found = open('', speakerWindow);
    const { newSessionName } = await import('#session/presentation.ts');
    const session = given ?? newSessionName();
    const query = `?${sessionKey}=${session}`;
    if (!given) {
      history.replaceState(history.state, '', `${query}#${this.slides.id}`);
      await this.share(session);
    }
    // One that was just being closed is still found by its name, and closes all the same.
    const opened = found?.closed ? open('', speakerWindow) : found;
    if (opened) opened.location.href = `${speaker}${query}#${this.slides.id}`;
  }

  private async share(session: string): Promise<void> {
    const [{ sharePresentation }, { StageLab }, { stayAwake }] = await Promise.all([
      import('#session/presentation.ts'),
      import('./stage-lab.ts'),
      import('./stay-awake.ts'),
    ]);
    const stage = new StageLab({
      isOn: () => this.isDemo,
      obey: (order) => this.obey(order),
      tell: (place) => this.shared?.tell(place),
    });
    this.stage = stage;
    this.shared = sharePresentation({
      session,
      slide: this.slides.id,
      onChange: (state) => this.follow(state),
      onTold: (message) => stage.hear(message),
      onJoined: () => stage.tell({ again: true }),
    });
    stage.tell();
    this.follow(this.shared.state());
    stayAwake();
  }

  private follow({ slide, blank }: Presentation): void {
    this.root.classList.remove('overview');
    if (slide !== this.slides.id) this.show(this.slides.indexOf(slide));
    this.setBlank(blank);
  }

  private tellOthers(): void {
    const { shared, slides, blank } = this;
    if (!shared) return;
    void import('#course/presentation.ts').then(({ movedTo }) =>
      shared.change({
        ...movedTo(shared.state(), slides.id, Date.now()),
        blank: blank?.hidden === false,
      }),
    );
  }
}

/** Turns the sections of a page into slides. Without it, the deck is a page that scrolls. */
export function startDeck(): void {
  const deck = document.querySelector<HTMLElement>('.deck');
  if (deck) new PublicDeck(deck).start();
}
