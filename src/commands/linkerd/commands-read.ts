import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';

const checkFlags: readonly Flag[] = [
  ['cli-version-override s', 'Used to override the version of the cli (mostly for testing)'],
  ['crds b', 'Only run checks which determine if the Linkerd CRDs have been installed'],
  [
    'expected-version s',
    'Overrides the version used when checking if Linkerd is running the latest version (mostly for testing)',
  ],
  [
    'linkerd-cni-enabled b',
    'When running pre-installation checks (--pre), assume the linkerd-cni plugin is already installed, and a NET_ADMIN check is not needed',
  ],
  ['n/namespace s', 'Namespace to use for --proxy checks (default: all namespaces)'],
  ['o/output s table', 'Output format. One of: table, json, short'],
  ['pre b', 'Only run pre-installation checks, to determine if the control plane can be installed'],
  ['proxy b', 'Only run data-plane checks, to determine if the data plane is healthy'],
  ['wait d 5m0s', 'Maximum allowed time for all tests to pass'],
];

/** What reads a mesh, and judges it (linkerd2 cli/cmd, edge-26.6.3). */
export const reading: readonly Command[] = [
  {
    path: 'authz',
    arguments: '[flags] resource',
    short: 'List authorizations for a resource',
    long: 'List authorizations for a resource.',
    atLeast: 1,
    atMost: 2,
    flags: [['n/namespace s', 'Namespace of resource']],
    load: async () => (await import('./authz.ts')).authz,
  },
  {
    path: 'check',
    short: 'Check the Linkerd installation for potential problems',
    long: `Check the Linkerd installation for potential problems.

The check command will perform a series of checks to validate that the linkerd
CLI and control plane are configured correctly. If the command encounters a
failure it will print additional information about the failure and exit with a
non-zero exit code.`,
    examples: `  # Check that the Linkerd control plane is up and running
  linkerd check

  # Check that the Linkerd control plane can be installed in the "test" namespace
  linkerd check --pre --linkerd-namespace test

  # Check that the Linkerd data plane proxies in the "app" namespace are up and running
  linkerd check --proxy --namespace app`,
    noArguments: true,
    flags: checkFlags,
    load: async () => (await import('./check/check.ts')).check,
  },
  {
    path: 'identity',
    arguments: '[flags] (PODS)',
    short: 'Display the certificate(s) of one or more selected pod(s)',
    long: `Display the certificate(s) of one or more selected pod(s).
\t\t
This command initiates a port-forward to a given pod or a set of pods and fetches the TLS certificate.
\t\t`,
    examples: ` 
 # Get certificate from pod foo-bar in the default namespace.
 linkerd identity foo-bar
\t\t
 # Get certificate from all pods with the label name=nginx
 linkerd identity -l name=nginx
\t\t`,
    flags: [
      ['n/namespace s', 'Namespace of the pod'],
      ['l/selector s', 'Selector (label query) to filter on, supports ‘=’, ‘==’, and ‘!=’ '],
    ],
    load: async () => (await import('./identity.ts')).identity,
  },
];
