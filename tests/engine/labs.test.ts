import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { SessionSetup } from '#schemas/messages.ts';
import { runLabs } from '../../scripts/labs.ts';
import { rehearse } from '../../scripts/labs/rehearse.ts';

const fixtures = 'tests/fixtures/labs/';

test.each(readdirSync('labs'))('the lab %s is what its files say', async (lab) => {
  const [result] = await runLabs('', { names: [lab] });
  expect(result?.problems ?? []).toEqual([]);
});

test('a lab of pods alone plays to its end, twice the same', async () => {
  expect(await runLabs(fixtures)).toEqual([
    { lab: 'pods', problems: [], seconds: expect.any(Number) },
  ]);
});

function podsLab(): SessionSetup {
  const { lab, prose, files } = readLabSources('pods', fixtures);
  return liveSetup(lab, prose, files);
}

/** The lab with its first step changed. */
function changed(change: Partial<NonNullable<SessionSetup['steps']>[number]>): SessionSetup {
  const setup = podsLab();
  const [first, ...rest] = setup.steps ?? [];
  return { ...setup, steps: first ? [{ ...first, ...change }, ...rest] : rest };
}

test('a check that holds before its step is a problem', async () => {
  const { problems } = await rehearse(changed({ check: { file: 'web.yaml' } }));
  expect(problems).toEqual([
    'étape « deployer » : déjà faite avant sa première commande (~/web.yaml : présent).',
  ]);
});

test('a check that its step’s commands do not meet is a problem', async () => {
  const { problems } = await rehearse(changed({ check: { file: 'jamais.yaml' } }));
  expect(problems).toEqual([
    'étape « deployer » : ses commandes ne la font pas (~/jamais.yaml : introuvable).',
  ]);
});

test('a dead end that is there from the start is a problem', async () => {
  const fail = [{ when: { file: 'web.yaml' }, text: 'Recommencez.' }];
  const { problems } = await rehearse(changed({ fail }));
  expect(problems).toEqual(['étape « deployer » : sans issue dès le début (Recommencez.).']);
});
