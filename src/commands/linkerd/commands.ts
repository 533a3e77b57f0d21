import { absent } from '#commands/cobra/absent.ts';
import type { Command } from './command.ts';

const elsewhere: readonly Command[] = [
  {
    path: 'completion',
    arguments: '[bash|zsh|fish]',
    short: 'Output shell completion code for the specified shell (bash, zsh or fish)',
    exactly: 1,
    load: absent('linkerd completion'),
  },
  { path: 'help', arguments: '[command]', short: 'Help about any command' },
  {
    path: 'install-cni',
    arguments: '[flags]',
    short: 'Output Kubernetes configs to install Linkerd CNI',
    load: absent('linkerd install-cni'),
  },
  {
    path: 'multicluster',
    short: 'Manages the multicluster setup for Linkerd',
    load: absent('linkerd multicluster'),
  },
];

/** A part of the tree that comes when a line names it: flags and texts of help are long. */
interface Branch {
  /** What the list of all commands tells of it. */
  readonly names: readonly (Pick<Command, 'aliases' | 'short'> & { readonly path: string })[];
  /** Words that name its commands besides. */
  readonly former?: readonly string[];
  readonly load: () => Promise<readonly Command[]>;
}

const branches: readonly Branch[] = [
  {
    names: [
      { path: 'authz', short: 'List authorizations for a resource' },
      { path: 'check', short: 'Check the Linkerd installation for potential problems' },
      {
        path: 'identity',
        short: 'Display the certificate(s) of one or more selected pod(s)',
      },
    ],
    load: async () => (await import('./commands-read.ts')).reading,
  },
  {
    names: [
      { path: 'inject', short: 'Add the Linkerd proxy to a Kubernetes config' },
      { path: 'install', short: 'Output Kubernetes configs to install Linkerd' },
      { path: 'profile', short: 'Output service profile config for Kubernetes' },
      {
        path: 'prune',
        short: 'Output extraneous Kubernetes resources in the linkerd control plane',
      },
      { path: 'uninject', short: 'Remove the Linkerd proxy from a Kubernetes config' },
      {
        path: 'uninstall',
        short: 'Output Kubernetes resources to uninstall Linkerd control plane',
      },
      {
        path: 'upgrade',
        short: 'Output Kubernetes configs to upgrade an existing Linkerd control plane',
      },
      { path: 'version', short: 'Print the client and server version information' },
    ],
    load: async () => (await import('./commands-install.ts')).installing,
  },
  {
    names: [
      {
        path: 'diagnostics',
        aliases: ['dg'],
        short: 'Commands used to diagnose Linkerd components',
      },
    ],
    load: async () => (await import('./diagnostics/commands.ts')).diagnosing,
  },
  {
    names: [
      { path: 'viz', short: 'viz manages the linkerd-viz extension of Linkerd service mesh' },
    ],
    former: ['dashboard', 'edges', 'routes', 'stat', 'tap', 'top'],
    load: async () => {
      const { former, viz } = await import('./commands-viz.ts');
      return [...viz, ...former];
    },
  },
];

/** The tree of linkerd edge-26.6.3 (cli/cmd/root.go), whole where a line has these words. */
export async function commandsFor(words: readonly string[]): Promise<readonly Command[]> {
  const parts = branches.map(async ({ names, former = [], load }) => {
    const known = [...former, ...names.flatMap(({ path, aliases = [] }) => [path, ...aliases])];
    return known.some((name) => words.includes(name)) ? await load() : names;
  });
  return [...(await Promise.all(parts)).flat(), ...elsewhere];
}

export async function allCommands(): Promise<readonly Command[]> {
  return await commandsFor(branches.flatMap(({ names }) => names.map(({ path }) => path)));
}
