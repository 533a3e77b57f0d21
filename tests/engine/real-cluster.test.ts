import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { realClusterScript } from '#checks/real-cluster.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import { isLive } from '#schemas/lab.ts';
import { createMachine } from '#worker/machine.ts';
import { nodeHost } from '../../scripts/node-host.ts';

function scriptOf(id: string, root = ''): string {
  const { lab, prose, files } = readLabSources(id, root);
  return realClusterScript({ id, ...lab, setup: liveSetup(lab, prose, files) });
}

const live = readdirSync('labs').filter((id) => isLive(readLabSources(id).lab));

test.each(live)(
  'the script of %s is bash, and shellcheck has nothing to say where it is there',
  (id) => {
    const input = scriptOf(id);
    expect(spawnSync('bash', ['-n'], { input, encoding: 'utf8' }).stderr).toBe('');
    const shellcheck = spawnSync('shellcheck', ['-'], { input, encoding: 'utf8' });
    expect(shellcheck.error ? '' : shellcheck.stdout).toBe('');
  },
);

/** Runs a script on the simulated cluster, in the place of a real one. */
async function play(script: string): Promise<{ printed: string; status: number }> {
  let printed = '';
  const { shell, cluster } = createMachine({
    setup: {
      files: { 'lab.sh': script },
      seed: 1,
      start: Date.UTC(2026, 10, 23, 9),
      loadBalancer: true,
    },
    host: nodeHost,
    edit: () => Promise.resolve(),
    terminal: {
      columns: () => 120,
      write: (data) => {
        printed += typeof data === 'string' ? data : new TextDecoder().decode(data);
        return Promise.resolve();
      },
    },
  });
  const run = shell.run('bash lab.sh --actuel');
  if ('needsMore' in run) throw new Error('the line is not complete');
  await runToEnd(cluster.clock, run.done, nodeHost);
  return { printed, status: await run.done };
}

test('the script of a lab plays it: its checks wait, and hold', async () => {
  const { printed, status } = await play(scriptOf('pods', 'tests/fixtures/labs/'));
  expect(printed).toContain('== 1/4 Déployer web');
  expect(printed.match(/✓ étape faite/g)).toHaveLength(4);
  expect(printed).toContain('Toutes les étapes sont faites.');
  expect(status).toBe(0);
});

test('the script of the Istio lab plays it too', async () => {
  const { printed, status } = await play(scriptOf('istio-mtls-bookinfo'));
  expect(printed.match(/^(?:✓|✗).*/gm)).toEqual(Array.from({ length: 11 }, () => '✓ étape faite'));
  expect(status).toBe(0);
});

test('a check that does not hold ends the script', async () => {
  const script = scriptOf('pods', 'tests/fixtures/labs/').replace(
    'create deployment web',
    'create deployment autre',
  );
  const { printed, status } = await play(script);
  expect(printed).toContain('✗ la vérification de l’étape est encore fausse');
  expect(status).toBe(1);
});
