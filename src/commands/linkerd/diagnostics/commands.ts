import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from '#commands/linkerd/command.ts';

const destinationPod: Flag = [
  'destination-pod s',
  'Target a specific destination Pod when there are multiple running',
];

/** `linkerd diagnostics` (linkerd2 cli/cmd/diagnostics*.go, edge-26.6.3). */
export const diagnosing: readonly Command[] = [
  {
    path: 'diagnostics',
    aliases: ['dg'],
    short: 'Commands used to diagnose Linkerd components',
    long: `Commands used to diagnose Linkerd components.

This command provides subcommands to diagnose the functionality of Linkerd.`,
    examples: `  # Get control-plane component metrics
  linkerd diagnostics controller-metrics

  # Get metrics from the web deployment in the emojivoto namespace.
  linkerd diagnostics proxy-metrics -n emojivoto deploy/web

  # Get the endpoints for authorities in Linkerd's control-plane itself
  linkerd diagnostics endpoints web.linkerd-viz.svc.cluster.local:8084`,
  },
  {
    path: 'diagnostics controller-metrics',
    aliases: ['cp-metrics'],
    short: 'Fetch metrics directly from the Linkerd control plane containers',
    long: `Fetch metrics directly from Linkerd control plane containers.

  This command initiates port-forward to each control plane process, and
  queries the /metrics endpoint on them.`,
    noArguments: true,
    flags: [['w/wait d 30s', 'Time allowed to fetch diagnostics']],
    load: async () => (await import('./controller-metrics.ts')).controllerMetrics,
  },
  {
    path: 'diagnostics endpoints',
    aliases: ['ep'],
    arguments: '[flags] authorities',
    short: "Introspect Linkerd's service discovery state",
    long: `Introspect Linkerd's service discovery state.

This command provides debug information about the internal state of the
control-plane's destination container. It queries the same Destination service
endpoint as the linkerd-proxy's, and returns the addresses associated with that
destination.`,
    examples: `  # get all endpoints for the authorities emoji-svc.emojivoto.svc.cluster.local:8080 and web-svc.emojivoto.svc.cluster.local:80
  linkerd diagnostics endpoints emoji-svc.emojivoto.svc.cluster.local:8080 web-svc.emojivoto.svc.cluster.local:80

  # get that same information in json format
  linkerd diagnostics endpoints -o json emoji-svc.emojivoto.svc.cluster.local:8080 web-svc.emojivoto.svc.cluster.local:80

  # get the endpoints for authorities in Linkerd's control-plane itself
  linkerd diagnostics endpoints web.linkerd-viz.svc.cluster.local:8084`,
    atLeast: 1,
    flags: [
      destinationPod,
      ['o/output s table', 'Output format; one of: "table" or "json"'],
      ['token s', 'The context token to use when making the request to the destination API'],
    ],
    load: async () => (await import('./endpoints.ts')).endpoints,
  },
  {
    path: 'diagnostics policy',
    arguments: '[flags] resource port',
    short: "Introspect Linkerd's policy state",
    long: `Introspect Linkerd's policy state.

This command provides debug information about the internal state of the
control-plane's policy controller. It queries the same control-plane
endpoint as the linkerd-proxy's, and returns the policies associated with the
given resource. If the resource is a Pod, inbound policy for that Pod is
displayed. If the resource is a Service, outbound policy for that Service is
displayed.`,
    examples: `  # get the inbound policy for pod emoji-6d66d87995-bvrnn on port 8080
  linkerd diagnostics policy -n emojivoto po/emoji-6d66d87995-bvrnn 8080

  # get the outbound policy for Service emoji-svc on port 8080
  linkerd diagnostics policy -n emojivoto svc/emoji-svc 8080`,
    exactly: 2,
    flags: [
      destinationPod,
      ['n/namespace s default', 'Namespace of resource'],
      ['o/output s yaml', 'Output format. One of: yaml, json'],
      ['token s default:diagnostics', 'Token to use when querying the policy service'],
    ],
    load: async () => (await import('./policy.ts')).policy,
  },
  {
    path: 'diagnostics profile',
    aliases: ['ep'],
    arguments: '[flags] address',
    short: "Introspect Linkerd's service discovery state",
    long: `Introspect Linkerd's service discovery state.

This command provides debug information about the internal state of the
control-plane's destination controller. It queries the same Destination service
endpoint as the linkerd-proxy's, and returns the profile associated with that
destination.`,
    examples: `  # Get the service profile for the service or endpoint at 10.20.2.4:8080
  linkerd diagnostics profile 10.20.2.4:8080`,
    exactly: 1,
    flags: [
      destinationPod,
      ['token s', 'The context token to use when making the request to the destination API'],
    ],
    load: async () => (await import('./profile.ts')).profile,
  },
  {
    path: 'diagnostics proxy-metrics',
    arguments: '[flags] (RESOURCE)',
    short: 'Fetch metrics directly from Linkerd proxies',
    long: `Fetch metrics directly from Linkerd proxies.

  This command initiates a port-forward to a given pod or set of pods, and
  queries the /metrics endpoint on the Linkerd proxies.

  The RESOURCE argument specifies the target resource to query metrics for:
  (TYPE/NAME)

  Examples:
  * cronjob/my-cronjob
  * deploy/my-deploy
  * ds/my-daemonset
  * job/my-job
  * po/mypod1
  * rc/my-replication-controller
  * sts/my-statefulset

  Valid resource types include:
  * cronjobs
  * daemonsets
  * deployments
  * jobs
  * pods
  * replicasets
  * replicationcontrollers
  * statefulsets`,
    examples: `  # Get metrics from pod-foo-bar in the default namespace.
  linkerd diagnostics proxy-metrics po/pod-foo-bar

  # Get metrics from the web deployment in the emojivoto namespace.
  linkerd diagnostics proxy-metrics -n emojivoto deploy/web

  # Get metrics from the linkerd-destination pod in the linkerd namespace.
  linkerd diagnostics proxy-metrics -n linkerd $(
    kubectl --namespace linkerd get pod \\
      --selector linkerd.io/control-plane-component=destination \\
      --output name
  )`,
    exactly: 1,
    flags: [
      ['n/namespace s', 'Namespace of resource'],
      ['obfuscate b', 'Obfuscate sensitive information'],
    ],
    load: async () => (await import('./proxy-metrics.ts')).proxyMetrics,
  },
];
