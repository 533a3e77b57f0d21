import type { TermDefinition } from './term-definition.ts';

const leavingDelay = 200;

/** Shows and hides the definition; it loads with the first term that is pointed at. */
class Bubble {
  definition: TermDefinition | undefined;
  leaving: ReturnType<typeof setTimeout> | undefined;

  async show(link: HTMLElement): Promise<void> {
    this.stay();
    if (!this.definition) {
      const { TermDefinition } = await import('./term-definition.ts');
      this.definition ??= new TermDefinition();
      this.definition.element.onpointerenter = () => this.stay();
      this.definition.element.onpointerleave = () => this.leave();
    }
    await this.definition.show(link);
  }

  stay(): void {
    clearTimeout(this.leaving);
  }

  leave(): void {
    this.stay();
    this.leaving = setTimeout(() => this.definition?.hide(), leavingDelay);
  }
}

/**
 * A glossary term shows its definition on hover, focus and first tap, and hides it on Escape, as WCAG 1.4.13 asks: the
 * pointer may move onto the definition. Without JavaScript the term is a link to the glossary.
 */
export function startTermPopover(): void {
  const bubble = new Bubble();
  for (const link of document.querySelectorAll<HTMLElement>('a.term')) {
    link.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'mouse') void bubble.show(link);
    });
    link.addEventListener('pointerleave', () => bubble.leave());
    link.addEventListener('focus', () => void bubble.show(link));
    link.addEventListener('blur', () => bubble.leave());
    link.addEventListener('click', (event) => {
      const byTouch = event instanceof PointerEvent && event.pointerType === 'touch';
      if (!byTouch || bubble.definition?.shown === link) return;
      event.preventDefault();
      void bubble.show(link);
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') bubble.definition?.hide();
  });
}
