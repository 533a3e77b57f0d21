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

const moved = new Set(['dashboard', 'edges', 'routes', 'stat', 'tap', 'top']);

/** Commands of before viz was an extension: they still run, and say where they went (cli/cmd/root.go: deprecateCmd). */
const former: readonly Command[] = viz.flatMap((command) => {
  const name = command.path.replace(/^viz /, '');
  if (!moved.has(name)) return [];
  const use = command.arguments === undefined ? name : `${name} ${command.arguments}`;
  return [{ ...command, path: name, deprecated: `use instead 'linkerd viz ${use}'\n` }];
});

/** The tree of linkerd edge-26.6.3 (cli/cmd/root.go). */
export const commands: readonly Command[] = [
  ...installing,
  ...reading,
  ...viz,
  ...former,
  ...elsewhere,
];
