import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';
import { helmFlags } from './values-flags.ts';

const output: Flag = ['o/output s yaml', 'Output format. One of: json|yaml'];

/** What installs the viz extension, and takes it away (linkerd2 viz/cmd, edge-26.6.3). */
export const installingViz: readonly Command[] = [
  {
    path: 'viz install',
    arguments: '[flags]',
    short: 'Output Kubernetes resources to install linkerd-viz extension',
    long: 'Output Kubernetes resources to install linkerd-viz extension.',
    examples: `  # Default install.
  linkerd viz install | kubectl apply -f -

The installation can be configured by using the --set, --values, --set-string and --set-file flags.
A full list of configurable values can be found at https://www.github.com/linkerd/linkerd2/tree/main/viz/charts/linkerd-viz/README.md
`,
    noArguments: true,
    flags: [
      ['ha b', 'Install Viz Extension in High Availability mode.'],
      [
        'ignore-cluster b',
        'Ignore the current Kubernetes cluster when checking for existing cluster configuration (default false)',
      ],
      output,
      ['skip-checks b', 'Skip checks for linkerd core control-plane existence'],
      ['wait d 5m0s', 'Wait for core control-plane components to be available'],
      ...helmFlags,
    ],
    load: async () => (await import('./viz-install.ts')).vizInstall,
  },
  {
    path: 'viz prune',
    arguments: '[flags]',
    short: 'Output extraneous Kubernetes resources in the linkerd-viz extension',
    long: 'Output extraneous Kubernetes resources in the linkerd-viz extension.',
    examples: `  # Prune extraneous resources.
  linkerd viz prune | kubectl delete -f -
`,
    noArguments: true,
    flags: [output, ...helmFlags],
    load: async () => (await import('./prune.ts')).vizPrune,
  },
  {
    path: 'viz uninstall',
    short: 'Output Kubernetes resources to uninstall the linkerd-viz extension',
    long: 'Output Kubernetes resources to uninstall the linkerd-viz extension.\n\nThis command provides all Kubernetes namespace-scoped and cluster-scoped resources (e.g services, deployments, RBACs, etc.) necessary to uninstall the linkerd-viz extension.',
    examples: 'linkerd viz uninstall | kubectl delete -f -',
    noArguments: true,
    flags: [output],
    load: async () => (await import('./uninstall.ts')).vizUninstall,
  },
];
