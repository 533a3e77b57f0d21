import type { DeckAction } from '#course/deck.ts';
import {
  movedTo,
  paceOf,
  timerReset,
  timerToggled,
  type Pace,
  type Plan,
  type Presentation,
} from '#course/presentation.ts';
import { newSessionName, sharePresentation } from '#session/presentation.ts';
import { listenToButtons, listenToKeys, listenToTouch } from './deck-keys.ts';
import { DeckSlides, hashId, idOf } from './deck-slides.ts';
import { DemoPanel } from './demo-panel.ts';
import { stayAwake } from './stay-awake.ts';

const minuteMs = 60_000;

/** `1:05:09`, `-2:30`. */
function duration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  const text =
    hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  return ms < 0 && seconds > 0 ? `−${text}` : text;
}

function lateness({ late }: Pace): string {
  if (Math.abs(late) < minuteMs) return 'À l’heure';
  return late > 0 ? `En retard de ${duration(late)}` : `En avance de ${duration(late).slice(1)}`;
}

function element(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-presenter="${name}"]`);
  if (!found) throw new Error(`no ${name} in the presenter's page`);
  return found;
}

/** The copy that shows the next slide: for the eyes only. */
function copyOf(deck: HTMLElement, place: HTMLElement): DeckSlides {
  const copy = deck.cloneNode(true);
  if (!(copy instanceof HTMLElement)) throw new Error('no deck');
  copy.removeAttribute('id');
  for (const named of copy.querySelectorAll('[id]')) named.removeAttribute('id');
  for (const lab of copy.querySelectorAll('.lab-pane')) lab.remove();
  place.replaceChildren(copy);
  return new DeckSlides(copy);
}

class Presenter {
  private readonly now: DeckSlides;
  private readonly next: DeckSlides;
  private readonly plan: Plan;
  private readonly shared;
  /** Where the deck has a lab. */
  private readonly demo: DemoPanel | undefined;

  constructor(deck: HTMLElement, session: string) {
    this.next = copyOf(deck, element('next'));
    this.now = new DeckSlides(deck);
    this.plan = this.now.slides.map((slide) => ({
      slide: idOf(slide),
      planned: Number(slide.dataset['planned'] ?? 0) * minuteMs,
    }));
    this.shared = sharePresentation({
      session,
      slide: hashId() || this.now.id,
      onChange: (state) => this.draw(state),
      onTold: (message) => this.demo?.hear(message),
    });
    if (deck.querySelector('[data-lab-place]'))
      this.demo = new DemoPanel((order) => this.shared.tell(order));
  }

  start(): void {
    const act = (action: DeckAction): void => this.act(action);
    listenToKeys({
      act,
      jump: (number) => this.go(Math.min(Math.max(number, 1), this.plan.length) - 1),
      onTyped: (digits) => this.count(digits),
    });
    listenToTouch({ act });
    listenToButtons({ act });
    element('timer').addEventListener('click', () =>
      this.change(timerToggled(this.shared.state(), Date.now())),
    );
    element('reset').addEventListener('click', () =>
      this.change(timerReset(this.shared.state(), Date.now())),
    );
    addEventListener('resize', () => {
      this.now.refit();
      this.next.refit();
    });
    this.draw(this.shared.state());
    this.tick();
    setInterval(() => this.tick(), 1000);
    stayAwake();
    void document.fonts.ready.then(() => this.now.refit());
  }

  private change(change: Parameters<typeof this.shared.change>[0]): void {
    this.shared.change(change);
    this.draw(this.shared.state());
    this.tick();
  }

  private go(index: number): void {
    const slide = this.plan[index]?.slide;
    if (slide === undefined) return;
    this.change({ ...movedTo(this.shared.state(), slide, Date.now()), blank: false });
  }

  private act(action: DeckAction): void {
    if (this.demo?.takes(action)) return;
    switch (action) {
      case 'blank':
        this.change({ blank: !this.shared.state().blank });
        return;
      case 'help':
        document.querySelector<HTMLDialogElement>('.deck-help')?.showModal();
        return;
      case 'next':
      case 'previous':
      case 'first':
      case 'last':
        this.now.move(action);
        this.go(this.now.index);
        return;
      case 'fullscreen':
      case 'overview':
      case 'speaker':
      case 'demo':
      case 'cluster':
      case 'larger':
      case 'smaller':
      case 'contrast':
    }
  }

  private draw({ slide, blank }: Presentation): void {
    this.now.show(this.now.indexOf(slide));
    this.next.show(Math.min(this.now.index + 1, this.plan.length - 1));
    element('blank').hidden = !blank;
    const notes = this.now.current?.querySelectorAll('[data-notes]') ?? [];
    element('notes').replaceChildren(...[...notes].map((note) => note.cloneNode(true)));
    history.replaceState(history.state, '', `#${slide}`);
    this.count('');
  }

  private count(digits: string): void {
    const { index, slides } = this.now;
    element('count').textContent =
      digits === '' ? `${index + 1} / ${slides.length}` : `aller à ${digits} ⏎`;
  }

  private tick(): void {
    const state = this.shared.state();
    const pace = paceOf(state, this.plan, Date.now());
    const isRunning = state.timer.since !== undefined;
    element('clock').textContent = new Date().toLocaleTimeString('fr', {
      hour: '2-digit',
      minute: '2-digit',
    });
    element('spent').textContent = duration(pace.spent);
    element('left').textContent = duration(pace.planned - pace.spent);
    element('here').textContent = `${duration(pace.spentHere)} / ${duration(pace.plannedHere)}`;
    element('late').textContent = pace.spent === 0 ? '' : lateness(pace);
    element('late').classList.toggle('behind', pace.late >= minuteMs);
    const timer = element('timer');
    timer.textContent = isRunning ? 'Arrêter' : pace.spent > 0 ? 'Reprendre' : 'Démarrer';
  }
}

/** The speaker's page: what comes next, what to say, how late it is. */
export function startPresenter(): void {
  const deck = document.querySelector<HTMLElement>('[data-presenter="now"] > .deck');
  if (!deck) return;
  const query = new URLSearchParams(location.search);
  const session = query.get('seance') ?? newSessionName();
  history.replaceState(history.state, '', `?seance=${session}${location.hash}`);
  const screen = element('screen');
  if (screen instanceof HTMLAnchorElement) screen.href = `${screen.href}?seance=${session}`;
  const room = element('room');
  if (room instanceof HTMLAnchorElement) room.href = `${room.href}&seance=${session}`;
  new Presenter(deck, session).start();
}
