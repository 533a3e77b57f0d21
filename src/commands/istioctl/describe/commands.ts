import { absent } from '#commands/cobra/absent.ts';
import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from '#commands/istioctl/command.ts';

const ignoreUnmeshed: Flag = ['ignoreUnmeshed b', 'Suppress warnings for unmeshed pods'];

const experimental = 'THIS COMMAND IS UNDER ACTIVE DEVELOPMENT AND NOT READY FOR PRODUCTION USE.';

/** `istioctl experimental describe`, `envoy-stats` and `authz` (istioctl/pkg/describe, proxyconfig and authz, 1.31). */
export const describingCommands: readonly Command[] = [
  {
    path: 'experimental describe',
    aliases: ['des'],
    short: 'Describe resource and related Istio configuration',
    load: async () => (await import('./group.ts')).describeGroup,
  },
  {
    path: 'experimental describe pod',
    aliases: ['po'],
    arguments: '<pod>',
    short: 'Describe pods and their Istio configuration [kube-only]',
    long: `Analyzes pod, its Services, DestinationRules, and VirtualServices and reports
the configuration objects that affect that pod.

${experimental}`,
    examples: '  istioctl experimental describe pod productpage-v1-c7765c886-7zzd4',
    flags: [ignoreUnmeshed],
    load: async () => (await import('./pod.ts')).describePod,
  },
  {
    path: 'experimental describe service',
    aliases: ['svc'],
    arguments: '<svc>',
    short: 'Describe services and their Istio configuration [kube-only]',
    long: `Analyzes service, pods, DestinationRules, and VirtualServices and reports
the configuration objects that affect that service.

${experimental}`,
    examples: '  istioctl experimental describe service productpage',
    flags: [ignoreUnmeshed],
    load: async () => (await import('./service.ts')).describeService,
  },
  {
    path: 'experimental envoy-stats',
    aliases: ['es'],
    arguments: '[<type>/]<name>[.<namespace>]',
    short: 'Retrieves Envoy metrics in the specified pod',
    long: 'Retrieve Envoy emitted metrics for the specified pod.',
    examples: `  # Retrieve Envoy emitted metrics for the specified pod.
  istioctl experimental envoy-stats <pod-name[.namespace]>

  # Retrieve Envoy server metrics in prometheus format
  istioctl experimental envoy-stats <pod-name[.namespace]> --output prom

  # Retrieve Envoy server metrics in prometheus format with custom proxy admin port
  istioctl experimental envoy-stats <pod-name[.namespace]> --output prom --proxy-admin-port 15000

  # Retrieve Envoy server metrics in prometheus format with merged application metrics
  istioctl experimental envoy-stats <pod-name[.namespace]> --output prom-merged

  # Retrieve Envoy cluster metrics
  istioctl experimental envoy-stats <pod-name[.namespace]> --type clusters`,
    flags: [
      ['o/output s short', 'Output format: one of json|yaml|short|prom|prom-merged'],
      ['t/type s server', 'Where to grab the stats: one of server|clusters'],
      ['l/selector s', 'Label selector'],
      ['proxy-admin-port i 15000', 'Envoy proxy admin port'],
    ],
    load: async () => (await import('#commands/istioctl/envoy-stats.ts')).envoyStats,
  },
  {
    path: 'experimental authz',
    short: 'Inspect Istio AuthorizationPolicy',
    long: `\n\n${experimental}`,
  },
  {
    path: 'experimental authz check',
    arguments: '[<type>/]<name>[.<namespace>]',
    short: 'Check AuthorizationPolicy applied in the pod.',
    long: `Check prints the AuthorizationPolicy applied to a pod by directly checking
the Envoy configuration of the pod. The command is especially useful for inspecting
the policy propagation from Istiod to Envoy and the final AuthorizationPolicy list merged
from multiple sources (mesh-level, namespace-level and workload-level).

The command also supports reading from a standalone config dump file with flag -f.`,
    examples: `  # Check AuthorizationPolicy applied to pod httpbin-88ddbcfdd-nt5jb:
  istioctl x authz check httpbin-88ddbcfdd-nt5jb

  # Check AuthorizationPolicy applied to one pod under a deployment
  istioctl x authz check deployment/productpage-v1

  # Check AuthorizationPolicy from Envoy config dump file:
  istioctl x authz check -f httpbin_config_dump.json`,
    flags: [
      ['f/file s', 'The json file with Envoy config dump to be checked'],
      ['proxy-admin-port i 15000', 'Envoy proxy admin port'],
    ],
    load: async () => (await import('#commands/istioctl/authz-check.ts')).authzCheck,
  },
  {
    path: 'experimental config',
    short: 'Configure istioctl defaults',
    load: absent('istioctl experimental config'),
  },
  {
    path: 'experimental injector',
    short: 'List sidecar injector and sidecar versions',
    examples: '  istioctl experimental injector list',
  },
  {
    path: 'experimental injector list',
    short: 'List sidecar injector and sidecar versions',
    examples: '  istioctl experimental injector list',
    load: async () => (await import('#commands/istioctl/injector-list.ts')).injectorList,
  },
  {
    path: 'experimental internal-debug',
    arguments: '[<type>/]<name>[.<namespace>]',
    short: 'Retrieves the debug information of istio',
    load: absent('istioctl experimental internal-debug'),
  },
  {
    path: 'experimental metrics',
    aliases: ['m'],
    arguments: '<workload name>...',
    short: 'Prints the metrics for the specified workload(s) when running in Kubernetes.',
    load: absent('istioctl experimental metrics'),
  },
  {
    path: 'experimental workload',
    short:
      'Commands to assist in configuring and deploying workloads running on VMs and other non-Kubernetes environments',
    load: absent('istioctl experimental workload'),
  },
];
