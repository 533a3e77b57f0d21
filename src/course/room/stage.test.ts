import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noLab, printStage, readStage, stageTopics, type Poll, type Scene } from './stage.ts';

const scene: Scene = { deck: 'mtls', slide: 'de-tls-à-mtls', blank: false, lowered: 2 };
const poll: Poll = {
  id: 'p1',
  quiz: 'mtls',
  question: 'permissive',
  state: 'revealed',
  counts: [3, 0, 1],
};
const session = {
  lab: 'tp-istio',
  lines: [{ at: 0, text: 'kubectl get pods', typed: [], command: 0 }],
};

it('reads what it printed', () => {
  expect(readStage.scene(printStage.scene(scene))).toEqual({ value: scene });
  expect(readStage.poll(printStage.poll(poll))).toEqual({ value: poll });
  expect(readStage.poll(printStage.poll(undefined))).toEqual({ value: undefined });
  const shared = { session, isTooLong: false };
  expect(readStage.lab(printStage.lab(shared))).toEqual({ value: shared });
  expect(readStage.lab(printStage.lab(noLab))).toEqual({ value: noLab });
});

it('keeps only the fields that it knows', () => {
  const text = JSON.stringify({ ...scene, html: '<script>' });
  expect(readStage.scene(text)).toEqual({ value: scene });
});

it('refuses what has another shape', () => {
  for (const wrong of [
    { ...scene, blank: 'oui' },
    { ...scene, deck: 7 },
    { ...scene, slide: 'x'.repeat(201) },
    { ...scene, lowered: -1 },
  ])
    expect(readStage.scene(JSON.stringify(wrong))).toBeUndefined();
  for (const wrong of [
    { ...poll, state: 'ouvert' },
    { ...poll, counts: [1, 'x'] },
    { ...poll, counts: Array.from({ length: 21 }, () => 0) },
    { ...poll, question: undefined },
  ])
    expect(readStage.poll(JSON.stringify(wrong))).toBeUndefined();
  const bad = { file: printStage.lab({ session, isTooLong: false }), isTooLong: false };
  expect(readStage.lab(JSON.stringify(bad))).toBeUndefined();
});

it('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const topic of stageTopics) expect(() => readStage[topic](text)).not.toThrow();
    }),
  );
});
