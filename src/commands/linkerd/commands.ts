import { absent } from '#commands/cobra/absent.ts';
import type { Command } from './command.ts';
import { installing } from './commands-install.ts';
import { reading } from './commands-read.ts';
import { viz } from './commands-viz.ts';

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

/** The tree of linkerd edge-26.6.3 (cli/cmd/root.go). */
export const commands: readonly Command[] = [...installing, ...reading, ...viz, ...elsewhere];
