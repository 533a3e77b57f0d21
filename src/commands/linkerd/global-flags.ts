import type { Flag } from '#commands/cobra/command.ts';

/** Flags of every command (cli/cmd/root.go). */
export const globalFlags: readonly Flag[] = [
  [
    'api-addr s',
    'Override kubeconfig and communicate directly with the control plane at host:port (mostly for testing)',
  ],
  ['as s', 'Username to impersonate for Kubernetes operations'],
  ['as-group a', 'Group to impersonate for Kubernetes operations'],
  ['cni-namespace s linkerd-cni', 'Namespace in which the Linkerd CNI plugin is installed'],
  ['context s', 'Name of the kubeconfig context to use'],
  ['kubeconfig s', 'Path to the kubeconfig file to use for CLI requests'],
  ['L/linkerd-namespace s linkerd', 'Namespace in which Linkerd is installed ($LINKERD_NAMESPACE)'],
  ['verbose b', 'Turn on debug logging'],
];
