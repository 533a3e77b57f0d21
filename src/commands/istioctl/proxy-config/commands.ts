import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from '#commands/istioctl/command.ts';
import { examples } from './examples.ts';

const output: Flag = ['o/output s short', 'Output format: one of json|yaml|short'];
const file: Flag = ['f/file s', 'Envoy config dump JSON file'];
const adminPort: Flag = ['proxy-admin-port i 15000', 'Envoy proxy admin port'];
const verbose: Flag = ['verbose b true', 'Output more information'];
const fqdn: Flag = ['fqdn s', 'Filter clusters by substring of Service FQDN field'];
const direction: Flag = ['direction s', 'Filter clusters by Direction field'];
const subset: Flag = ['subset s', 'Filter clusters by substring of Subset field'];
const endpointFilters: readonly Flag[] = [
  ['address s', 'Filter endpoints by address field'],
  ['cluster s', 'Filter endpoints by cluster name field'],
  ['port i 0', 'Filter endpoints by Port field'],
  ['status s', 'Filter endpoints by status field'],
];

const target = '[<type>/]<name>[.<namespace>]';

function of(noun: string): Pick<Command, 'arguments' | 'short' | 'long'> {
  return {
    arguments: target,
    short: `Retrieves ${noun} configuration for the Envoy in the specified pod`,
    long: `Retrieve information about ${noun} configuration for the Envoy instance in the specified pod.`,
  };
}

/** `istioctl proxy-config` (istioctl/pkg/proxyconfig/proxyconfig.go, 1.31). */
export const proxyConfigCommands: readonly Command[] = [
  {
    path: 'proxy-config',
    aliases: ['pc'],
    short: 'Retrieve information about proxy configuration from Envoy [kube only]',
    long: 'A group of commands used to retrieve information about proxy configuration from the Envoy config dump',
    examples: `  # Retrieve information about proxy configuration from an Envoy instance.
  istioctl proxy-config <clusters|listeners|routes|endpoints|ecds|bootstrap|log|secret> <pod-name[.namespace]>`,
  },
  {
    path: 'proxy-config cluster',
    aliases: ['clusters', 'c'],
    ...of('cluster'),
    examples: examples.cluster,
    flags: [
      output,
      fqdn,
      direction,
      subset,
      ['port i 0', 'Filter clusters by Port field'],
      file,
      adminPort,
    ],
    load: async () => (await import('./cluster.ts')).clusterVerb,
  },
  {
    path: 'proxy-config all',
    aliases: ['a'],
    arguments: target,
    short: 'Retrieves all configuration for the Envoy in the specified pod',
    long: 'Retrieve information about all configuration for the Envoy instance in the specified pod.',
    examples: examples.all,
    flags: [
      output,
      ['f/file s', 'Envoy config dump file'],
      verbose,
      fqdn,
      direction,
      subset,
      ['port i 0', 'Filter clusters and listeners by Port field'],
      ['address s', 'Filter listeners by address field'],
      ['type s', 'Filter listeners by type field'],
      ['name s', 'Filter routes by route name field'],
      ['with-headers b', ''],
      adminPort,
    ],
    load: async () => (await import('./all.ts')).allVerb,
  },
  {
    path: 'proxy-config listener',
    aliases: ['listeners', 'l'],
    ...of('listener'),
    examples: examples.listener,
    flags: [
      output,
      ['address s', 'Filter listeners by address field'],
      ['type s', 'Filter listeners by type field'],
      ['port i 0', 'Filter listeners by Port field'],
      verbose,
      ['waypoint b', 'Output waypoint information'],
      file,
      adminPort,
    ],
    load: async () => (await import('./listener.ts')).listenerVerb,
  },
  {
    path: 'proxy-config log',
    aliases: ['o'],
    arguments: target,
    short: 'Retrieves logging levels of the Envoy in the specified pod',
    long: 'Retrieve information about logging levels of the Envoy instance in the specified pod, and update optionally',
    examples: examples.log,
    flags: [
      [
        'level s',
        'Comma-separated minimum per-logger level of messages to output, in the form of [<logger>:]<level>,[<logger>:]<level>,... or <level> to change all active loggers, where logger components can be listed by running "istioctl proxy-config log <pod-name[.namespace]>"or referred from https://github.com/envoyproxy/envoy/blob/main/source/common/common/logger.h, and level can be one of [trace, debug, info, warning, error, critical, off]',
      ],
      ['r/reset b', 'Reset levels to default value (warning).'],
      ['l/selector s', 'Label selector'],
      adminPort,
    ],
    load: async () => (await import('./log.ts')).logVerb,
  },
  {
    path: 'proxy-config route',
    aliases: ['routes', 'r'],
    ...of('route'),
    examples: examples.route,
    flags: [output, ['name s', 'Filter listeners by route name field'], verbose, file, adminPort],
    load: async () => (await import('./route.ts')).routeVerb,
  },
  {
    path: 'proxy-config bootstrap',
    aliases: ['b'],
    ...of('bootstrap'),
    examples: examples.bootstrap,
    flags: [['o/output s json', 'Output format: one of json|yaml|short'], file, adminPort],
    load: async () => (await import('./bootstrap.ts')).bootstrapVerb,
  },
  {
    path: 'proxy-config endpoint',
    aliases: ['endpoints', 'ep'],
    ...of('endpoint'),
    examples: examples.endpoint,
    flags: [output, ...endpointFilters, file, adminPort],
    load: async () => (await import('./endpoint.ts')).endpointVerb,
  },
  {
    path: 'proxy-config eds',
    hidden: true,
    ...of('endpoint'),
    flags: [output, ...endpointFilters, file, adminPort],
    load: async () => (await import('./eds.ts')).edsVerb,
  },
  {
    path: 'proxy-config secret',
    aliases: ['secrets', 's'],
    ...of('secret'),
    examples: examples.secret,
    flags: [output, file, adminPort],
    load: async () => (await import('./secret.ts')).secretVerb,
  },
  {
    path: 'proxy-config rootca-compare',
    aliases: ['rc'],
    arguments: '[pod/]<name-1>[.<namespace-1>] [pod/]<name-2>[.<namespace-2>]',
    short: 'Compare ROOTCA values for the two given pods',
    long: 'Compare ROOTCA values for given 2 pods to check the connectivity between them.',
    examples: examples['rootca-compare'],
    flags: [adminPort],
    load: async () => (await import('./rootca-compare.ts')).rootcaCompareVerb,
  },
  {
    path: 'proxy-config ecds',
    aliases: ['ec'],
    arguments: target,
    short: 'Retrieves typed extension configuration for the Envoy in the specified pod',
    long: 'Retrieve information about typed extension configuration for the Envoy instance in the specified pod.',
    flags: [output, file, adminPort],
    load: async () => (await import('./ecds.ts')).ecdsVerb,
  },
];
