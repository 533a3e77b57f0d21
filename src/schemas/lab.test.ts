import { expect, test } from 'vitest';
import { labSchema } from './lab.ts';

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
