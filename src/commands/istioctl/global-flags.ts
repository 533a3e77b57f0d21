import type { Flag } from '#commands/cobra/command.ts';

/** Flags of every command (istioctl/pkg/cli/option.go). */
export const globalFlags: readonly Flag[] = [
  [
    'as s',
    'Username to impersonate for the operation. User could be a regular user or a service account in a namespace',
  ],
  [
    'as-group a',
    'Group to impersonate for the operation, this flag can be repeated to specify multiple groups.',
  ],
  ['context s', 'Kubernetes configuration context'],
  ['i/istioNamespace s istio-system', 'Istio system namespace'],
  ['c/kubeconfig s', 'Kubernetes configuration file'],
  ['n/namespace s', 'Kubernetes namespace'],
  ['vklog i 0', 'number for the log level verbosity. Like -v flag. ex: --vklog=9'],
];
