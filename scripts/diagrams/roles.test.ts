import { expect, test } from 'vitest';
import { participantRoles } from './roles.ts';

test('participants take a role from a comment', () => {
  expect(
    participantRoles('sequenceDiagram\n  %% data: A, B\n  %% control: C\n  %% other: D'),
  ).toEqual([
    ['A', 'data'],
    ['B', 'data'],
    ['C', 'control'],
  ]);
});
