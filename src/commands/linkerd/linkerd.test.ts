import { expect, test } from 'vitest';
import { createRandom } from '#cluster/clock/random.ts';
import { runProgram } from '#commands/run-program.ts';
import { parseAllDocuments } from 'yaml';
import { isShown } from '#commands/cobra/line.ts';
import type { Command } from './command.ts';
import { allCommands, commandsFor } from './commands.ts';
import { linkerd } from './linkerd.ts';

/** No cluster answers. */
const program = (seed = 1) =>
  linkerd({
    fetch: () => Promise.reject(new Error('connection refused')),
    random: createRandom(seed),
  });

const run = async (line: string, env: Record<string, string> = {}) =>
  await runProgram(program(), ['linkerd', ...line.split(' ').filter(Boolean)], {
    env,
    isTerminal: false,
  });

test('help lists the commands of the release, and nothing that moved', async () => {
  await expect((await run('')).stdout).toMatchFileSnapshot('testdata/help.golden');
  expect((await run('install --help')).stdout).toMatch(
    /^Output Kubernetes configs to install Linkerd\.\n\n[\s\S]*\nUsage:\n {2}linkerd install \[flags\]\n/,
  );
  expect((await run('viz')).stdout).toContain('\nAvailable Commands:\n  allow-scrapes');
});

test('what help lists of a branch that is not there yet is what the branch says of itself', async () => {
  const shownOf = (commands: readonly Command[]) =>
    commands
      .filter((command) => isShown(command) && !command.path.includes(' '))
      .map(({ path, aliases, short }) => ({ path, aliases, short }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  expect(shownOf(await commandsFor([]))).toEqual(shownOf(await allCommands()));
});

test('a line that is not understood is refused with what the command takes', async () => {
  const flag = await run('version --shrot');
  expect(flag.code).toBe(1);
  expect(flag.stderr).toMatch(
    /^Error: unknown flag: --shrot\nUsage:\n {2}linkerd version \[flags\]\n[\s\S]*\n\n$/,
  );
  expect((await run('version extra')).stderr).toMatch(
    /^Error: unknown command "extra" for "linkerd version"\n/,
  );
  expect((await run('version -L no_namespace')).stderr).toMatch(
    /^Error: no_namespace is not a valid namespace\nUsage:/,
  );
  const other = await run('version', { LINKERD_NAMESPACE: 'l5d/2' });
  expect(other.stderr).toMatch(/^Error: l5d\/2 is not a valid namespace\n/);
});

test.each([
  'check',
  'diagnostics controller-metrics',
  'viz allow-scrapes',
  'viz check',
  'viz dashboard',
  'viz list',
])('%s takes another word for a command that there is not', async (path) => {
  expect((await run(`${path} extra`)).stderr).toMatch(
    new RegExp(`^Error: unknown command "extra" for "linkerd ${path}"\\n`),
  );
});

test('what moved to viz still says so, and what is not simulated too', async () => {
  expect((await run('stat --help')).stderr).toBe(
    `Command "stat" is deprecated, use instead 'linkerd viz stat [flags] (RESOURCES)'\n\n`,
  );
  expect(await run('multicluster')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'maillage: linkerd multicluster n’est pas simulé dans ce cours\n',
  });
  expect((await run('install --ignore-cluster --ha')).stderr).toContain('n’est pas simulé');
});

test('without a cluster, manifests are made for one to come; the same chance makes the same', async () => {
  const made = await run('install --ignore-cluster --set proxy.logLevel=debug');
  expect(made.stderr).toBe('');
  expect(parseAllDocuments(made.stdout)).toHaveLength(42);
  expect(made.stdout).toContain('value: debug,[{headers}]=off,[{request}]=off');
  expect((await run('install --ignore-cluster --set proxy.logLevel=debug')).stdout).toBe(
    made.stdout,
  );
  const refused = await run('install');
  expect(refused.stderr).toMatch(
    /^Unable to install the Linkerd control plane\. Cannot connect to the Kubernetes cluster:\n\n[\s\S]*connection refused\n\nYou can use the --ignore-cluster flag/,
  );
});
