import type { DeckAction } from '#course/deck.ts';
import { parseDemoMessage, placeInWords, type DemoOrder, type DemoPlace } from '#course/demo.ts';

function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-demo="${name}"]`);
  if (!found) throw new Error(`no ${name} in the demo's panel`);
  return found;
}

/** In the speaker's window: where the lab of the public screen is, and what plays it. */
export class DemoPanel {
  private readonly order: (order: DemoOrder) => void;
  private place: DemoPlace = { type: 'demo-place', isOn: false };

  constructor(order: (order: DemoOrder) => void) {
    this.order = order;
    part('panel').hidden = false;
    part('toggle').addEventListener('click', () => this.toggle());
    part('next').addEventListener('click', () => this.send('next'));
    this.draw();
  }

  /** Whether the action is the lab's: its own key and, while it plays, « next » and Escape. */
  takes(action: DeckAction): boolean {
    const { isOn } = this.place;
    if (action === 'demo' || (isOn && action === 'overview')) this.toggle();
    else if (isOn && action === 'next') this.send('next');
    else return false;
    return true;
  }

  hear(message: unknown): void {
    const heard = parseDemoMessage(message);
    if (heard?.type !== 'demo-place') return;
    this.place = heard;
    this.draw();
  }

  private toggle(): void {
    this.send(this.place.isOn ? 'take' : 'start');
  }

  private send(order: DemoOrder['order']): void {
    this.order({ type: 'demo-order', order });
  }

  private draw(): void {
    const { isOn, lab } = this.place;
    const words = lab && placeInWords(lab);
    part('toggle').textContent = isOn ? 'Rendre le clavier' : 'Jouer le labo';
    part('next').hidden = !isOn;
    part('step').textContent = words ? words.step : isOn ? 'Le labo s’ouvre…' : '';
    part('state').textContent = words?.state ?? '';
    part('command').textContent = words?.command ?? '';
  }
}
