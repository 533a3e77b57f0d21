import { describe, expect, it } from 'vitest';
import { planOf, prefixed, publicHtml, selected, slidesOf } from './slides.ts';

const html = `<section><h2 id="titre">Un <code>titre</code></h2><p>a</p><aside data-notes data-minutes="4" data-tags="avance histoire"><p>dites-le</p></aside></section>
<section class="page-only"><h2 id="page">Page</h2></section>
<section><h2 id="faire">Faire</h2><div data-step="un"><pre>$ ls
  x</pre></div><section>dedans</section><a href="#titre">là</a> <a href="/fr/x/">x</a></section>`;

const slides = slidesOf(html);
const part = { chapter: 'essai' };

describe('the slides of a chapter', () => {
  it('are its sections, whole', () => {
    expect(slides.map(({ id }) => id)).toEqual(['titre', 'page', 'faire']);
    expect(slides.map((slide) => slide.html).join('\n')).toBe(html);
  });

  it('say what they say of themselves', () => {
    expect(slides[0]).toMatchObject({
      title: 'Un titre',
      minutes: 4,
      steps: [],
      notes: '<p>dites-le</p>',
    });
    expect([...(slides[0]?.tags ?? [])]).toEqual(['avance', 'histoire']);
    expect(slides[2]).toMatchObject({ minutes: undefined, steps: ['un'] });
    expect([...(slides[2]?.tags ?? [])]).toEqual(['labo']);
  });

  it('lose what is for the speaker on the public screen', () => {
    expect(publicHtml(html)).not.toContain('dites-le');
    expect(publicHtml(html)).toContain('$ ls\n  x');
  });

  it('keep their links to themselves where several chapters share a page', () => {
    const [, , third] = slides;
    expect(third && prefixed(third, 'essai')).toContain('<a href="#essai--titre">');
    expect(third && prefixed(third, 'essai')).toContain('id="essai--faire"');
    expect(third && prefixed(third, 'essai')).toContain('<a href="/fr/x/">');
  });
});

describe('a part of a deck', () => {
  it('shows all that a slide can show', () => {
    expect(selected(slides, part, 'f').map(({ id }) => id)).toEqual(['titre', 'faire']);
  });

  it('shows the sections that it names, without those of a tag', () => {
    expect(selected(slides, { ...part, sections: ['faire'] }, 'f').map(({ id }) => id)).toEqual([
      'faire',
    ]);
    expect(selected(slides, { ...part, without: ['labo'] }, 'f').map(({ id }) => id)).toEqual([
      'titre',
    ]);
  });

  it('refuses a section that is gone, and names those that are there', () => {
    expect(() =>
      selected(slides, { ...part, sections: ['perdue'] }, 'content/decks/a.yaml'),
    ).toThrow(/content\/decks\/a\.yaml.*« perdue »[\s\S]*titre, faire/);
    expect(() => selected(slides, { ...part, without: ['labo', 'avance'] }, 'f')).toThrow(
      /plus de slide/,
    );
  });
});

describe('the plan of a deck', () => {
  const stepMinutes = new Map([['un', 6]]);
  const minutesOf = (total: number | undefined) =>
    planOf(slides, { total, stepMinutes }).map(({ minutes }) => minutes);

  it('gives each slide what it or its steps say, and shares the rest', () => {
    expect(minutesOf(20)).toEqual([4, 10, 6]);
    expect(minutesOf(undefined)).toEqual([4, 3, 6]);
  });

  it('shortens all alike where there is less than they ask', () => {
    const minutes = minutesOf(6.5);
    expect(minutes.reduce((sum, one) => sum + one, 0)).toBeCloseTo(6.5);
    expect(minutes[0]).toBeCloseTo(2);
  });
});
