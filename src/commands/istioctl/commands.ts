import { absent } from '#commands/cobra/absent.ts';
import type { Command } from './command.ts';
import { injecting, installing } from './commands-install.ts';
import { reading } from './commands-read.ts';

const elsewhere: readonly Command[] = [
  {
    path: 'bug-report',
    short: 'Cluster information and log capture support tool.',
    load: absent('istioctl bug-report'),
  },
  {
    path: 'completion',
    short: 'Generate the autocompletion script for the specified shell',
    load: absent('istioctl completion'),
  },
  {
    path: 'create-remote-secret',
    short: 'Create a secret with credentials to allow Istio to access remote Kubernetes apiservers',
    load: absent('istioctl create-remote-secret'),
  },
  {
    path: 'dashboard',
    aliases: ['dash', 'd'],
    arguments: '<name>',
    short: 'Access to Istio web UIs',
    load: absent('istioctl dashboard'),
  },
  { path: 'help', arguments: '[command]', short: 'Help about any command' },
  {
    path: 'options',
    short: 'Displays istioctl global options',
    load: async () => (await import('./options.ts')).options,
  },
  { path: 'waypoint', short: 'Manage waypoint configuration', load: absent('istioctl waypoint') },
  {
    path: 'ztunnel-config',
    aliases: ['zc'],
    short: 'Update or retrieve current Ztunnel configuration.',
    load: absent('istioctl ztunnel-config'),
  },
];

/** The tree of istioctl 1.31 (istioctl/cmd/root.go). */
export const commands: readonly Command[] = [...installing, ...injecting, ...reading, ...elsewhere];
