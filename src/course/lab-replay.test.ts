import { expect, test } from 'vitest';
import { parseTranscript } from '#schemas/transcript.ts';
import { joinLab } from './lab-replay.ts';

const lab = {
  id: 'mtls',
  chapter: 'tp-istio',
  title: 'mTLS',
  minutes: 10,
  versions: { istio: '1.31.1' },
  verified: '2026-11-23',
  steps: [
    { id: 'un', title: 'Un', minutes: 1 },
    { id: 'deux', title: 'Deux', minutes: 2 },
  ],
};
const transcript = parseTranscript('# step: un\n$ ls\na\n\n# step: deux\n$ pwd\n/\n', 'f');
const prose = [
  { id: 'un', line: 10, commands: [{ input: 'ls', line: 12 }] },
  { id: 'deux', line: 20, commands: [{ input: 'pwd ', line: 22 }] },
];

test('joins the steps of lab.yaml with the commands of the transcript', () => {
  expect(joinLab(lab, transcript, prose)).toEqual({
    id: 'mtls',
    title: 'mTLS',
    versions: { istio: '1.31.1' },
    verified: '2026-11-23',
    prompt: '$ ',
    steps: [
      {
        id: 'un',
        title: 'Un',
        minutes: 1,
        commands: [{ input: 'ls', output: [{ text: 'a\n', waitMs: 0 }], exitCode: 0 }],
      },
      {
        id: 'deux',
        title: 'Deux',
        minutes: 2,
        commands: [{ input: 'pwd', output: [{ text: '/\n', waitMs: 0 }], exitCode: 0 }],
      },
    ],
  });
});

test('a step with its own solution leaves its prose free', () => {
  const steps = lab.steps.map((step) => ({ ...step, solution: ['ls'] }));
  const free = prose.map((step) => ({ ...step, commands: [] }));
  expect(joinLab({ ...lab, steps }, transcript, free).steps[0]?.commands).toHaveLength(1);
});

const [one, two] = prose;
const other = { id: 'deux', line: 20, commands: [{ input: 'pwd -P', line: 22 }] };

test.each([
  ['a step missing from the chapter', [one], 'content/fr/tp-istio.mdx:12: l’étape « deux »'],
  [
    'steps in another order',
    [two, one],
    'content/fr/tp-istio.mdx:20: étape « deux » au lieu de « un »',
  ],
  [
    'a step too many',
    [one, two, { ...two, id: 'trois' }],
    '« trois » n’est pas dans labs/mtls/lab.yaml',
  ],
  [
    'a command that differs',
    [one, other],
    'content/fr/tp-istio.mdx:22: étape « deux », commande 1',
  ],
  [
    'a command that the chapter lacks',
    [one, { ...two, commands: [] }],
    'labs/mtls/transcript.golden:6: étape « deux », commande 1',
  ],
  [
    'a command that the transcript lacks',
    [{ ...one, commands: [...(one?.commands ?? []), { input: 'id', line: 13 }] }, two],
    'content/fr/tp-istio.mdx:13: étape « un », commande 2',
  ],
])('refuses %s', (_, told, message) => {
  const steps = told as typeof prose;
  expect(() => joinLab(lab, transcript, steps)).toThrow(message);
  expect(() => joinLab(lab, transcript, steps)).toThrow('Remède : ');
});

test('refuses a transcript that lacks a step', () => {
  expect(() => joinLab(lab, transcript.slice(0, 1), prose)).toThrow(
    'labs/mtls/transcript.golden:1: l’étape « deux »',
  );
});
