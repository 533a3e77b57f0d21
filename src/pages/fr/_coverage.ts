import { builtInResources } from '#cluster/api/kinds/built-in.ts';
import { isAbsent } from '#commands/cobra/absent.ts';
import { commands as istioctl } from '#commands/istioctl/commands.ts';
import { commandTree, type CommandNode } from '#commands/kubectl/tree.ts';
import { configVerbs } from '#commands/kubectl/config/listed.ts';
import { laterVerbs, readingVerbs } from '#commands/kubectl/reading-verbs.ts';
import { laterWritingVerbs, writingVerbs } from '#commands/kubectl/writing-verbs.ts';
import { allCommands as linkerdCommands } from '#commands/linkerd/commands.ts';

/** What is simulated, read from the code itself at build: its tables, and what its sources name. */
const kubectlSources = sources(
  import.meta.glob<string>(
    [
      '/src/commands/kubectl/**/*.ts',
      '!/src/commands/kubectl/**/*.test.ts',
      '!/src/commands/kubectl/help/**',
    ],
    { query: '?raw', import: 'default', eager: true },
  ),
);
const actingSources = sources(
  import.meta.glob<string>(
    [
      '/src/cluster/controllers/**/*.ts',
      '/src/cluster/kubelet/**/*.ts',
      '/src/cluster/scheduler/**/*.ts',
      '/src/cluster/network/**/*.ts',
      '/src/cluster/api/admission/**/*.ts',
      '/src/cluster/api/crd/**/*.ts',
      '/src/cluster/api/rbac/**/*.ts',
      '!/src/cluster/**/*.test.ts',
    ],
    { query: '?raw', import: 'default', eager: true },
  ),
);
const refusals = [
  ...kubectlSources.matchAll(
    /isOn\('([\w-]+)'\)\)?[^\n]*\n?[^\n]*notSimulated|text\('([\w-]+)'\) !== ''\) throw notSimulated/g,
  ),
];
const refusedFlags = new Set(refusals.flatMap(([, on, text]) => on ?? text ?? []));
const absentVerbs = new Set(
  [...kubectlSources.matchAll(/notSimulated\(\s*'kubectl ([a-z- ]+)'/g)].map(([, path]) => path),
);

const simulated = new Set([
  ...[...readingVerbs, ...writingVerbs, ...configVerbs].map(([path]) => path),
  ...laterVerbs.keys(),
  ...laterWritingVerbs.keys(),
]);

function sources(files: Record<string, string>): string {
  return Object.values(files).join('\n');
}

export type FlagState = 'simulated' | 'refused' | 'ignored';

export interface FlagCoverage {
  name: string;
  state: FlagState;
}

export interface VerbCoverage {
  path: string;
  isSimulated: boolean;
  flags: readonly FlagCoverage[];
}

/** Every command of the real kubectl, with its own flags. */
export function verbCoverage(): VerbCoverage[] {
  return leaves(commandTree()).map((node) => ({
    path: node.path,
    isSimulated: simulated.has(node.path) && !absentVerbs.has(node.path),
    flags: [...node.flags.keys()].map((name) => ({ name, state: flagState(name) })),
  }));
}

function leaves(node: CommandNode): CommandNode[] {
  const below = node.children.flatMap(leaves);
  return node.children.length === 0 || simulated.has(node.path) ? [node, ...below] : below;
}

/** A flag that no source names is read from the line and has no effect. */
function flagState(name: string): FlagState {
  if (refusedFlags.has(name)) return 'refused';
  return kubectlSources.includes(`'${name}'`) ? 'simulated' : 'ignored';
}

export interface ToolCoverage {
  name: string;
  commands: readonly { path: string; isSimulated: boolean }[];
}

/** The commands of the meshes' own programs that do something: groups only print their help. */
export async function toolCoverage(): Promise<ToolCoverage[]> {
  const tools = { istioctl, linkerd: await linkerdCommands() };
  return Object.entries(tools).map(([name, commands]) => ({
    name,
    commands: commands.flatMap(({ path, load, hidden }) =>
      load && !hidden ? [{ path: `${name} ${path}`, isSimulated: !isAbsent(load) }] : [],
    ),
  }));
}

export interface KindCoverage {
  kind: string;
  group: string;
  versions: readonly string[];
  /** Some part of the cluster acts on it; the others are stored, validated and shown. */
  hasBehaviour: boolean;
}

export function kindCoverage(): KindCoverage[] {
  return builtInResources.map(({ name, kind, group, versions }) => ({
    kind,
    group,
    versions,
    hasBehaviour: actingSources.includes(`'${name}'`),
  }));
}
