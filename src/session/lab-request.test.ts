import { expect, test } from 'vitest';
import { $labRequest, answerLabRequests, type LabRequest } from './lab-request.ts';

test('gives the request that came before, and each later one, once', () => {
  const answered: LabRequest[] = [];
  $labRequest.set({ type: 'open' });
  const stop = answerLabRequests((request) => answered.push(request));
  $labRequest.set({ type: 'run', step: 'un', command: 0 });
  $labRequest.set({ type: 'run', step: 'un', command: 0 });
  stop();
  $labRequest.set({ type: 'jump', step: 'un' });
  expect(answered).toEqual([
    { type: 'open' },
    { type: 'run', step: 'un', command: 0 },
    { type: 'run', step: 'un', command: 0 },
  ]);
  $labRequest.set(undefined);
});
