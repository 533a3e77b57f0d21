import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';
import { credentialFlags as credentials } from './credential-files.ts';
import {
  controlPlaneFlags,
  helmFlags,
  injectFlags,
  installOnly,
  proxyFlags,
  registryFlag,
  type ValueFlag,
} from './values-flags.ts';

const output: Flag = ['o/output s yaml', 'Output format. One of: json|yaml'];
const ignoreCluster: Flag = [
  'ignore-cluster b',
  'Ignore the current Kubernetes cluster when checking for existing cluster configuration (default false)',
];

function flagsOf(...lists: readonly (readonly ValueFlag[])[]): readonly Flag[] {
  return lists.flat().map(({ flag }) => flag);
}

/** What installs, injects, and takes away. */
export const installing: readonly Command[] = [
  {
    path: 'inject',
    arguments: '[flags] CONFIG-FILE',
    short: 'Add the Linkerd proxy to a Kubernetes config',
    long: 'Add the Linkerd proxy to a Kubernetes config.\n\nYou can inject resources contained in a single file, inside a folder and its\nsub-folders, or coming from stdin.',
    examples: `  # Inject all the deployments in the default namespace.
  kubectl get deploy -o yaml | linkerd inject - | kubectl apply -f -

  # Injecting a file from a remote URL
  linkerd inject https://url.to/yml | kubectl apply -f -

  # Inject all the resources inside a folder and its sub-folders.
  linkerd inject <folder> | kubectl apply -f -`,
    flags: [
      ['close-wait-timeout s', 'Sets nf_conntrack_tcp_timeout_close_wait'],
      ['enable-debug-sidecar b', 'Inject a debug sidecar for data plane debugging'],
      ignoreCluster,
      [
        'manual b',
        "Include the proxy sidecar container spec in the YAML output (the auto-injector won't pick it up, so config annotations aren't supported) (default false)",
      ],
      output,
      ...flagsOf(proxyFlags, injectFlags),
      registryFlag,
    ],
    load: async () => (await import('./inject/inject.ts')).inject,
  },
  {
    path: 'install',
    arguments: '[flags]',
    short: 'Output Kubernetes configs to install Linkerd',
    long: 'Output Kubernetes configs to install Linkerd.\n\nThis command provides all Kubernetes configs necessary to install the Linkerd\ncontrol plane.',
    examples: `  # Install CRDs first.
  linkerd install --crds | kubectl apply -f -

  # Install the core control plane.
  linkerd install | kubectl apply -f -

The installation can be configured by using the --set, --values, --set-string and --set-file flags.
A full list of configurable values can be found at https://artifacthub.io/packages/helm/linkerd2/linkerd-control-plane#values`,
    noArguments: true,
    flags: [
      ['crds b', 'Install Linkerd CRDs'],
      ignoreCluster,
      ['ha b', 'Enable HA deployment config for the control plane (default false)'],
      output,
      ...flagsOf(installOnly, controlPlaneFlags, proxyFlags),
      ...credentials,
      registryFlag,
      ...helmFlags,
    ],
    load: async () => (await import('./install.ts')).install,
  },
  {
    path: 'profile',
    arguments: '[flags] (--template | --open-api file | --proto file) (SERVICE)',
    short: 'Output service profile config for Kubernetes',
    long: 'Output service profile config for Kubernetes.',
    examples: `  # Output a basic template to apply after modification.
  linkerd profile -n emojivoto --template web-svc

  # Generate a profile from an OpenAPI specification.
  linkerd profile -n emojivoto --open-api web-svc.swagger web-svc

  # Generate a profile from a protobuf definition.
  linkerd profile -n emojivoto --proto Voting.proto vote-svc
`,
    exactly: 1,
    flags: [
      ignoreCluster,
      ['n/namespace s', 'Namespace of the service'],
      ['open-api s', 'Output a service profile based on the given OpenAPI spec file'],
      output,
      ['proto s', 'Output a service profile based on the given Protobuf spec file'],
      ['template b', 'Output a service profile template'],
    ],
    load: async () => (await import('./profile.ts')).profile,
  },
  {
    path: 'prune',
    arguments: '[flags]',
    short: 'Output extraneous Kubernetes resources in the linkerd control plane',
    long: 'Output extraneous Kubernetes resources in the linkerd control plane.',
    examples: `  # Prune extraneous resources.
  linkerd prune | kubectl delete -f -
`,
    noArguments: true,
    flags: [output, ...helmFlags],
    load: async () => (await import('./prune.ts')).prune,
  },
  {
    path: 'uninject',
    arguments: '[flags] CONFIG-FILE',
    short: 'Remove the Linkerd proxy from a Kubernetes config',
    long: 'Remove the Linkerd proxy from a Kubernetes config.\n\nYou can uninject resources contained in a single file, inside a folder and its\nsub-folders, or coming from stdin.',
    examples: `  # Uninject all the deployments in the default namespace.
  kubectl get deploy -o yaml | linkerd uninject - | kubectl apply -f -

  # Download a resource and uninject it through stdin.
  curl http://url.to/yml | linkerd uninject - | kubectl apply -f -

  # Uninject all the resources inside a folder and its sub-folders.
  linkerd uninject <folder> | kubectl apply -f -`,
    flags: [output],
    load: async () => (await import('./inject/uninject.ts')).uninject,
  },
  {
    path: 'uninstall',
    short: 'Output Kubernetes resources to uninstall Linkerd control plane',
    long: 'Output Kubernetes resources to uninstall Linkerd control plane.\n\nThis command provides all Kubernetes namespace-scoped and cluster-scoped resources (e.g services, deployments, RBACs, etc.) necessary to uninstall Linkerd control plane.',
    examples: ' linkerd uninstall | kubectl delete -f -',
    noArguments: true,
    flags: [
      ['f/force b', 'Force uninstall even if there exist non-control-plane injected pods'],
      output,
    ],
    load: async () => (await import('./uninstall.ts')).uninstall,
  },
  {
    path: 'upgrade',
    arguments: '[flags]',
    short: 'Output Kubernetes configs to upgrade an existing Linkerd control plane',
    long: 'Output Kubernetes configs to upgrade an existing Linkerd control plane.\n\nNote that the default flag values for this command come from the Linkerd control\nplane. The default values displayed in the Flags section below only apply to the\ninstall command.\n\nThe upgrade can be configured by using the --set, --values, --set-string and --set-file flags.',
    examples: `  # Upgrade CRDs first
  linkerd upgrade --crds | kubectl apply -f -

  # Then upgrade the control-plane
  linkerd upgrade | kubectl apply -f -

  # And lastly, remove linkerd resources that no longer exist in the current version
  linkerd prune | kubectl delete -f -`,
    noArguments: true,
    flags: [
      ['crds b', 'Upgrade Linkerd CRDs'],
      [
        'force b',
        'Force upgrade operation even when issuer certificate does not work with the trust anchors of all proxies',
      ],
      ['from-manifests s', 'Read config from a Linkerd install YAML rather than from Kubernetes'],
      output,
      ...flagsOf(controlPlaneFlags, proxyFlags),
      ...credentials,
      registryFlag,
      ...helmFlags,
    ],
    load: async () => (await import('./upgrade.ts')).upgrade,
  },
  {
    path: 'version',
    short: 'Print the client and server version information',
    noArguments: true,
    flags: [
      ['client b', 'Print the client version only'],
      ['n/namespace s', 'Namespace to use for --proxy versions (default: all namespaces)'],
      ['proxy b', 'Print data-plane versions'],
      ['short b', 'Print the version number(s) only, with no additional output'],
    ],
    load: async () => (await import('./version.ts')).version,
  },
];
