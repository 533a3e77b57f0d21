import { absent } from '#commands/cobra/absent.ts';
import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';

const dryRun: Flag = ['dry-run b', 'Console/log output only, make no changes.'];
const filename: Flag = ['f/filename l', 'Path to file containing IstioOperator custom resource'];
const set: Flag = ['s/set a', 'Override an IstioOperator value, e.g. to choose a profile'];
const revision: Flag = ['r/revision s', 'Target control plane revision for the command.'];
const manifests: Flag = ['d/manifests s', 'Specify a path to a directory of charts and profiles'];
const yes: Flag = [
  'y/skip-confirmation b',
  'The skipConfirmation determines whether the user is prompted for confirmation.',
];

const installFlags: readonly Flag[] = [
  dryRun,
  filename,
  ['force b', 'Proceed even with validation errors.'],
  manifests,
  [
    'readiness-timeout d 5m0s',
    'Maximum time to wait for Istio resources in each component to be ready.',
  ],
  revision,
  set,
  yes,
  ['verify b', 'Verify the Istio control plane after installation/in-place upgrade'],
];

/** What installs, and what is there of it. */
export const installing: readonly Command[] = [
  {
    path: 'install',
    aliases: ['apply'],
    short: 'Applies an Istio manifest, installing or reconfiguring Istio on a cluster.',
    long: 'The install command generates an Istio install manifest and applies it to a cluster.',
    exactly: 0,
    flags: installFlags,
    load: async () => (await import('./install.ts')).install,
  },
  {
    path: 'upgrade',
    short: 'Upgrade Istio control plane in-place',
    flags: installFlags,
    load: absent('istioctl upgrade'),
  },
  {
    path: 'uninstall',
    short: 'Uninstall Istio from a cluster',
    long: 'The uninstall command uninstalls Istio from a cluster',
    exactly: 0,
    flags: [
      dryRun,
      ['f/filename s', 'The filename of the IstioOperator CR.'],
      ['force b', 'Proceed even with validation errors.'],
      manifests,
      ['purge b', 'Delete all Istio related sources for all versions'],
      revision,
      set,
      yes,
      ['v/verbose b', 'Verbose output.'],
    ],
    load: async () => (await import('./uninstall.ts')).uninstall,
  },
  { path: 'manifest', short: 'Commands related to Istio manifests' },
  {
    path: 'manifest generate',
    short: 'Generates an Istio install manifest',
    long: 'The generate subcommand generates an Istio install manifest and outputs to the console by default.',
    exactly: 0,
    flags: [
      [
        'cluster-specific b',
        'If enabled, the current cluster will be checked for cluster-specific setting detection.',
      ],
      dryRun,
      filename,
      ['force b', 'Proceed even with validation errors.'],
      manifests,
      ['o/output s', 'Manifest output directory path.'],
      revision,
      set,
    ],
    load: async () => (await import('./manifest-generate.ts')).manifestGenerate,
  },
  {
    path: 'manifest install',
    hidden: true,
    short: 'Applies an Istio manifest, installing or reconfiguring Istio on a cluster.',
    exactly: 0,
    flags: installFlags,
    load: async () => (await import('./install.ts')).install,
  },
  {
    path: 'manifest translate',
    short: 'Translates an IstioOperator to Helm installation steps',
    flags: [filename, manifests, set],
    load: absent('istioctl manifest translate'),
  },
];

/** Sidecars and whose they are. */
const tagFlags: readonly Flag[] = [
  [
    'auto-inject-namespaces b',
    'If set to true, the sidecars should be automatically injected into all namespaces by default',
  ],
  manifests,
  [
    'overwrite b',
    'If true, allow revision tags to be overwritten, otherwise reject revision tag updates that overwrite existing revision tags.',
  ],
  revision,
  yes,
  ['webhook-name s', "Name to use for a revision tag's mutating webhook configuration."],
];

export const injecting: readonly Command[] = [
  {
    path: 'kube-inject',
    short: 'Inject Istio sidecar into Kubernetes pod resources',
    long: 'kube-inject manually injects the Istio sidecar into Kubernetes\nworkloads.',
    flags: [
      ['f/filename s', 'Input Kubernetes resource filename'],
      [
        'injectConfigFile s',
        'Injection configuration filename. Cannot be used with --injectConfigMapName',
      ],
      [
        'injectConfigMapName s istio-sidecar-injector',
        'ConfigMap name for Istio sidecar injection, key should be "config".',
      ],
      [
        'meshConfigFile s',
        'Mesh configuration filename. Takes precedence over --meshConfigMapName if set',
      ],
      [
        'meshConfigMapName s istio',
        'ConfigMap name for Istio mesh configuration, key should be "mesh"',
      ],
      ['o/output s', 'Modified output Kubernetes resource filename'],
      ['operatorFileName s', 'Path to file containing IstioOperator custom resources.'],
      revision,
      ['valuesFile s', 'Injection values configuration filename.'],
      ['webhookConfig s', 'MutatingWebhookConfiguration name for Istio'],
    ],
    load: async () => (await import('./kube-inject.ts')).kubeInject,
  },
  {
    path: 'tag',
    short: 'Command group used to interact with revision tags',
  },
  {
    path: 'tag set',
    arguments: '<revision-tag>',
    short: 'Create or modify revision tags',
    flags: tagFlags,
    load: async () => (await import('./tag.ts')).tagSet,
  },
  {
    path: 'tag generate',
    arguments: '<revision-tag>',
    short: 'Generate configuration for a revision tag to stdout',
    flags: tagFlags,
    load: async () => (await import('./tag.ts')).tagGenerate,
  },
  {
    path: 'tag list',
    aliases: ['show'],
    short: 'List existing revision tags',
    flags: [
      ['o/output s table', 'Output format for tag description (available formats: table,json)'],
    ],
    load: async () => (await import('./tag.ts')).tagList,
  },
  {
    path: 'tag remove',
    arguments: '<revision-tag>',
    aliases: ['delete'],
    short: 'Remove Istio control plane revision tag',
    flags: [yes],
    load: async () => (await import('./tag.ts')).tagRemove,
  },
];
