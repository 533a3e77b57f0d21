import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDemoMessage, placeInWords, type LabPlace } from './demo.ts';

const lab: LabPlace = {
  phase: 'ready',
  step: 2,
  steps: 11,
  title: 'Injecter les proxys',
  command: 'kubectl get pods',
};

test('un ordre et une place reviennent tels qu’ils sont partis', () => {
  for (const message of [
    { type: 'demo-order', order: 'next' },
    { type: 'demo-place', isOn: false },
    { type: 'demo-place', isOn: true, lab },
  ])
    expect(parseDemoMessage(structuredClone(message))).toEqual(message);
});

test('ce qui n’est pas un message n’en devient pas un', () => {
  for (const message of [
    { type: 'demo-order', order: 'rm -rf /' },
    { type: 'demo-place', isOn: 'oui' },
    { type: 'demo-place', isOn: true, lab: { ...lab, step: -1 } },
    { type: 'demo-place', isOn: true, lab: { ...lab, steps: 1e9 } },
    { type: 'demo-place', isOn: true, lab: { ...lab, title: { html: '<b>' } } },
    { type: 'demo-place', isOn: true, lab: { ...lab, command: 'x'.repeat(5000) } },
    { type: 'demo-place', isOn: true, lab: null },
  ])
    expect(parseDemoMessage(message)).toBeUndefined();
  fc.assert(fc.property(fc.anything(), (any) => parseDemoMessage(any) === undefined));
});

test('seuls les champs connus passent', () => {
  expect(parseDemoMessage({ type: 'demo-order', order: 'take', html: '<b>' })).toEqual({
    type: 'demo-order',
    order: 'take',
  });
});

test('la place se dit en mots', () => {
  expect(placeInWords(lab)).toEqual({
    step: 'Étape 3 sur 11 : Injecter les proxys',
    state: 'Ensuite',
    command: 'kubectl get pods',
  });
});
