import { expect, test } from 'vitest';
import { questionsOf, trapsOf } from './guide.ts';
import { slidesOf } from './slides.ts';

const slides = (...notes: readonly string[]) =>
  slidesOf(
    notes
      .map(
        (text, at) =>
          `<section><h2 id="s${at}">Section ${at}</h2><div class="notes" data-notes>${text}</div></section>`,
      )
      .join(''),
  );
const textsOf = (found: readonly { text: string }[]) => found.map(({ text }) => text);

test('une question vient avec sa réponse, et avec sa section', () => {
  expect(
    questionsOf(
      slides(
        '<p>Suivez le schéma. Demandez à la salle : qui prouve son identité ? La plupart oublient le client. Puis passez.</p>',
      ),
    ),
  ).toEqual([
    {
      id: 's0',
      title: 'Section 0',
      text: 'Demandez à la salle : qui prouve son identité ? La plupart oublient le client.',
    },
  ]);
});

test('deux questions qui se suivent restent deux', () => {
  const notes =
    '<p>Question : qui gagne ? Posez la question « pourquoi 2/2 ? » avant la suite.</p>';
  expect(textsOf(questionsOf(slides(notes)))).toEqual([
    'Question : qui gagne ?',
    'Posez la question « pourquoi 2/2 ? » avant la suite.',
  ]);
});

test('un point dans un nom ou une version ne coupe pas la phrase', () => {
  const notes =
    '<p>Piège : Istio 1.31.1 lit <code>.spec.selector</code>, et rien d’autre. La suite.</p>';
  expect(textsOf(trapsOf(slides(notes)))).toEqual([
    'Piège : Istio 1.31.1 lit .spec.selector, et rien d’autre.',
  ]);
});

test('des notes sans piège ni question n’en donnent pas', () => {
  const notes = '<p>Racontez les six périodes, une phrase chacune.</p>';
  expect([...questionsOf(slides(notes)), ...trapsOf(slides(notes))]).toEqual([]);
});
