import { HTMLElement, parse } from 'node-html-parser';
import type { DeckPart } from '#schemas/deck.ts';

/** A section of a chapter, as its slide: what stands between two `---`. */
export interface Slide {
  /** Of its heading, or `intro` for one without. */
  readonly id: string;
  readonly title: string;
  readonly html: string;
  /** Of `<Notes tags>`; and `labo`, when it has commands to run. */
  readonly tags: ReadonlySet<string>;
  /** Ids of the lab's steps in it. */
  readonly steps: readonly string[];
  /** What `<Notes minutes>` says that it takes. */
  readonly minutes: number | undefined;
  /** What the speaker reads, as HTML. */
  readonly notes: string;
  /** It would show nothing but its title. */
  readonly isPageOnly: boolean;
}

/** The slides of a chapter, of its HTML. What they say of themselves in `.notes` is read, and stays. */
export function slidesOf(html: string): Slide[] {
  const root = parse(html, { comment: true });
  return root.childNodes.flatMap((node) => {
    const isSection = node instanceof HTMLElement && node.tagName === 'SECTION';
    return isSection ? [slideOf(node, html)] : [];
  });
}

function slideOf(section: HTMLElement, html: string): Slide {
  const heading = section.querySelector('h2, h3, h4');
  const notes = section.querySelector('[data-notes]');
  const steps = section.querySelectorAll('[data-step]').map((step) => step.attributes['data-step']);
  const minutes = Number(notes?.attributes['data-minutes']);
  const tags = notes?.attributes['data-tags']?.split(/\s+/).filter(Boolean) ?? [];
  return {
    id: heading?.id || 'intro',
    title: heading?.textContent.trim() ?? '',
    html: html.slice(...section.range),
    tags: new Set([...tags, ...(steps.length > 0 ? ['labo'] : [])]),
    steps: steps.filter((step) => step !== undefined),
    minutes: minutes > 0 ? minutes : undefined,
    notes: notes ? notes.innerHTML : '',
    isPageOnly: section.classList.contains('page-only'),
  };
}

/** The slides that a part of a deck shows. Throws when it names a section that is not there. */
export function selected(slides: readonly Slide[], part: DeckPart, file: string): Slide[] {
  const { chapter, sections, without = [] } = part;
  const shown = slides.filter(({ isPageOnly }) => !isPageOnly);
  const known = shown.map(({ id }) => id);
  const missing = sections?.find((id) => !known.includes(id));
  if (missing !== undefined)
    throw new Error(
      `${file} : le chapitre « ${chapter} » n’a pas de section « ${missing} ».\n  Remède : choisissez parmi ${known.join(', ')}.`,
    );
  const chosen = sections ? shown.filter(({ id }) => sections.includes(id)) : shown;
  const left = chosen.filter(({ tags }) => !without.some((tag) => tags.has(tag)));
  if (left.length === 0)
    throw new Error(
      `${file} : la partie « ${chapter} » n’a plus de slide.\n  Remède : retirez-la, ou excluez moins d’étiquettes.`,
    );
  return left;
}

export interface PlannedSlide {
  readonly slide: Slide;
  readonly minutes: number;
}

interface PlanOptions {
  /** What all of it takes; what its slides say when left out. */
  readonly total: number | undefined;
  readonly stepMinutes: ReadonlyMap<string, number>;
}

/** A slide that says nothing of its time. */
const usualMinutes = 3;

/**
 * How long each slide takes: what it says, else what its steps take, else an equal share of what is left of the total. Where the
 * slides that say so already take more than the total, all are shortened alike.
 */
export function planOf(
  slides: readonly Slide[],
  { total, stepMinutes }: PlanOptions,
): PlannedSlide[] {
  const known = slides.map(({ minutes, steps }) => minutes ?? stepsTake(steps, stepMinutes));
  const open = known.filter((minutes) => minutes === undefined).length;
  const taken = known.reduce<number>((sum, minutes) => sum + (minutes ?? 0), 0);
  const share =
    total === undefined || total <= taken || open === 0 ? usualMinutes : (total - taken) / open;
  const minutes = known.map((own) => own ?? share);
  const whole = minutes.reduce((sum, one) => sum + one, 0);
  const scale = total === undefined ? 1 : total / whole;
  return slides.map((slide, at) => ({ slide, minutes: (minutes[at] ?? 0) * scale }));
}

function stepsTake(
  steps: readonly string[],
  minutes: ReadonlyMap<string, number>,
): number | undefined {
  if (steps.length === 0) return undefined;
  return steps.reduce((sum, step) => sum + (minutes.get(step) ?? 0), 0);
}

const ownNames = /(\s(?:id|for|aria-labelledby|aria-describedby)="|\shref="#)/g;

/** Its HTML where several chapters share a page: ids that two of them have would lead to the first. */
export function prefixed({ html }: Pick<Slide, 'html'>, prefix: string): string {
  return html.replace(/<[^>]+>/g, (tag) => tag.replace(ownNames, `$1${prefix}--`));
}

/** The same without what is for the speaker. */
export function publicHtml(html: string): string {
  const root = parse(html, { comment: true });
  const ranges = root.querySelectorAll('[data-notes]').map(({ range }) => range);
  return ranges.reduceRight((text, [start, end]) => text.slice(0, start) + text.slice(end), html);
}
