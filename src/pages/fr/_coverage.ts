import { builtInResources } from '#cluster/api/kinds/built-in.ts';
import { isAbsent } from '#commands/cobra/absent.ts';
import type { Flag } from '#commands/cobra/command.ts';
import { commands as istioctl } from '#commands/istioctl/commands.ts';
import { globalFlags as istioctlFlags } from '#commands/istioctl/global-flags.ts';
import { messageTypes } from '#mesh/istio/analysis/messages.ts';
import { commandTree, type CommandNode } from '#commands/kubectl/tree.ts';
import { configVerbs } from '#commands/kubectl/config/listed.ts';
import { laterVerbs, readingVerbs } from '#commands/kubectl/reading-verbs.ts';
import { writingVerbs } from '#commands/kubectl/writing-verbs.ts';
import { allCommands as linkerdCommands } from '#commands/linkerd/commands.ts';
import { globalFlags as linkerdFlags } from '#commands/linkerd/global-flags.ts';

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
const toolSources: Readonly<Record<string, string>> = {
  istioctl: sources(
    import.meta.glob<string>(
      ['/src/commands/{istioctl,cobra}/**/*.ts', '!/src/commands/**/*.test.ts'],
      { query: '?raw', import: 'default', eager: true },
    ),
  ),
  linkerd: sources(
    import.meta.glob<string>(
      ['/src/commands/{linkerd,cobra}/**/*.ts', '!/src/commands/**/*.test.ts'],
      { query: '?raw', import: 'default', eager: true },
    ),
  ),
};
const refusedFlags = refusedIn(kubectlSources);
const absentVerbs = new Set(
  [...kubectlSources.matchAll(/notSimulated\(\s*'kubectl ([a-z- ]+)'/g)].map(([, path]) => path),
);

const simulated = new Set([
  ...[...readingVerbs, ...configVerbs].map(([path]) => path),
  ...laterVerbs.keys(),
  ...writingVerbs.keys(),
]);

/** Flags that a source refuses when they are given. */
function refusedIn(source: string): ReadonlySet<string> {
  const refusals = source.matchAll(
    /isOn\('([\w-]+)'\)\)?[^\n]*\n?[^\n]*notSimulated|text\('([\w-]+)'\) !== ''\) throw notSimulated|notHere = \[([^\]]+)\]/g,
  );
  return new Set(
    [...refusals].flatMap(([, on, text, names]) => names?.match(/[\w-]+/g) ?? on ?? text ?? []),
  );
}

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
  commands: readonly VerbCoverage[];
  /** Of every command. */
  globalFlags: readonly FlagCoverage[];
}

/** The commands of the meshes' own programs that do something, with their flags: groups only print their help. */
export async function toolCoverage(): Promise<ToolCoverage[]> {
  const tools = [
    { name: 'istioctl', commands: istioctl, globals: istioctlFlags },
    { name: 'linkerd', commands: await linkerdCommands(), globals: linkerdFlags },
  ];
  return tools.map(({ name, commands, globals }) => ({
    name,
    commands: commands.flatMap(({ path, load, hidden, flags = [] }) =>
      load && !hidden
        ? [{ path: `${name} ${path}`, isSimulated: !isAbsent(load), flags: toolFlags(name, flags) }]
        : [],
    ),
    globalFlags: toolFlags(name, globals),
  }));
}

/** Of definitions as the tree of commands has them: `o/output s log`. */
function toolFlags(tool: string, flags: readonly Flag[]): FlagCoverage[] {
  const source = toolSources[tool] ?? '';
  const refused = new Set([...refusedIn(source), ...toldIn(source)]);
  // What sets a value of the chart is data: its definition, and where the value is.
  const values = new Set(
    [...source.matchAll(/\bvalue\(\s*'(?:\w\/)?([\w-]+)/g)].map(([, name]) => name),
  );
  return flags.flatMap(([definition, , hidden]) => {
    const [, name] = /^(?:\w\/)?([\w-]+)/.exec(definition) ?? [];
    if (name === undefined || hidden) return [];
    const isNamed = source.includes(`'${name}'`) || values.has(name);
    return [{ name, state: refused.has(name) ? 'refused' : isNamed ? 'simulated' : 'ignored' }];
  });
}

/** Flags that a refusal names. */
function toldIn(source: string): readonly string[] {
  const told = source.matchAll(/notSimulated\(\s*['`][^'`]*--([\w-]+)['`]/g);
  return [...told].flatMap(([, name]) => name ?? []);
}

/** What `istioctl analyze` may say: each message of the real one that concerns sidecar mode, simulated or not. */
export function analyzerCoverage(): AnalyzerCoverage[] {
  const known = Object.entries(messageTypes).map(([name, { code }]) => ({
    code,
    name,
    isSimulated: true,
  }));
  const missing = Object.entries(notAnalyzed).map(([code, name]) => ({
    code,
    name,
    isSimulated: false,
  }));
  return [...known, ...missing].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

export interface AnalyzerCoverage {
  code: string;
  name: string;
  isSimulated: boolean;
}

/** Of messages.yaml (1.31), and why not. */
const notAnalyzed: Readonly<Record<string, string>> = {
  // Nothing that a learner can do leads there.
  IST0001: 'InternalError',
  // In no analyzer that istioctl runs: it was too much noise.
  IST0136: 'AlphaAnnotation',
  // Of `istioctl x precheck` and of upgrades between releases: the course has one, on a cluster that takes it.
  IST0141: 'InsufficientPermissions',
  IST0142: 'UnsupportedKubernetesVersion',
  IST0143: 'LocalhostListener',
  IST0156: 'UnsupportedGatewayAPIVersion',
  IST0168: 'UnknownUpgradeCompatibility',
  IST0169: 'UpdateIncompatibility',
  // istiod does nothing with an EnvoyFilter here.
  IST0151: 'EnvoyFilterUsesRelativeOperation',
  IST0152: 'EnvoyFilterUsesReplaceOperationIncorrectly',
  IST0153: 'EnvoyFilterUsesAddOperationIncorrectly',
  IST0154: 'EnvoyFilterUsesRemoveOperationIncorrectly',
  IST0155: 'EnvoyFilterUsesRelativeOperationWithProxyVersion',
  // Several clusters, or a control plane elsewhere.
  IST0126: 'UnknownMeshNetworksServiceRegistry',
  IST0163: 'InvalidExternalControlPlaneConfig',
  IST0164: 'ExternalControlPlaneAddressIsNotAHostname',
  IST0170: 'MultiClusterInconsistentService',
  // Of ambient mode.
  IST0167: 'IneffectivePolicy',
  // Of definitions that are older than the course's.
  IST0176: 'GatewayAPICRDVersionBelowMinimum',
};

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
