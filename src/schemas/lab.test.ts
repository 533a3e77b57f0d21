import { expect, test } from 'vitest';
import { isLive, labSchema } from './lab.ts';

const lab = {
  chapter: 'tp-istio',
  title: 'Istio',
  minutes: 30,
  versions: { istio: '1.31.1' },
  verified: '2026-11-23',
  steps: [{ id: 'installer', title: 'Installer', minutes: 5 }],
};

test('reads a lab', () => {
  expect(labSchema.parse(lab)).toEqual(lab);
});

test('keeps only the day of a date', () => {
  expect(labSchema.parse({ ...lab, verified: new Date('2026-11-23') }).verified).toBe('2026-11-23');
});

test.each([
  ['an unknown key', { ...lab, step: [] }],
  ['a version that YAML took for a number', { ...lab, versions: { kubernetes: 1.3 } }],
  ['a date in another form', { ...lab, verified: '23/11/2026' }],
  ['two steps with one id', { ...lab, steps: [...lab.steps, ...lab.steps] }],
  ['no step', { ...lab, steps: [] }],
])('refuses %s', (_, value) => {
  expect(labSchema.safeParse(value).success).toBe(false);
});

const [step] = lab.steps;
const check = { all: [{ file: 'a' }, { not: { ran: { program: 'kubectl' } }, say: 'Non.' }] };

function withCheck(check: unknown): unknown {
  return { ...lab, steps: [{ ...step, check }] };
}

test('a lab is live when its engines are there and all its steps are checked', () => {
  const live = labSchema.parse({ ...lab, engine: ['kubernetes'], steps: [{ ...step, check }] });
  expect(isLive(live)).toBe(true);
  expect(isLive(labSchema.parse({ ...lab, engine: ['kubernetes'] }))).toBe(false);
  expect(isLive(labSchema.parse(withCheck(check)))).toBe(false);
});

test.each([
  ['two things at once', { file: 'a', ran: { program: 'ls' } }],
  ['nothing', { say: 'Rien.' }],
  ['an unknown key in depth', { all: [{ not: { fichier: 'a' } }] }],
  ['a condition without a demand', { objects: { resource: 'pods', where: [{ path: '.spec' }] } }],
  ['a path that is none', { objects: { resource: 'pods', where: [{ path: 'spec', is: 1 }] } }],
  ['https, which no check speaks', { exchange: { from: 'laptop', to: 'https://a/', gives: {} } }],
  [
    'an unknown failure',
    { exchange: { from: 'laptop', to: 'http://a/', gives: { failure: 'x' } } },
  ],
])('refuses a check of %s', (_, value) => {
  expect(labSchema.safeParse(withCheck(value)).success).toBe(false);
});
