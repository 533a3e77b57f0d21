import type { Flag } from '#commands/cobra/command.ts';
import type { Command } from './command.ts';
import { installingViz } from './commands-viz-install.ts';
import {
  edgesLong,
  statInboundLong,
  statLong,
  statOutboundLong,
  tapLong,
} from './viz/help-texts.ts';

const namespace: Flag = ['n/namespace s', 'Namespace of the specified resource'];
const selector: Flag = [
  'l/selector s',
  "Selector (label query) to filter on, supports '=', '==', and '!='",
];
const output: Flag = ['o/output s table', 'Output format; one of: "table" or "json" or "wide"'];
const allNamespaces = (what: string): Flag => [
  'A/all-namespaces b',
  `If present, returns ${what} across all namespaces, ignoring the "--namespace" flag`,
];
const toNamespace: Flag = [
  'to-namespace s',
  'Sets the namespace used to lookup the "--to" resource; by default the current "--namespace" is used',
];
const timeWindow: Flag = [
  't/time-window s 1m',
  'Stat window (for example: "10s", "1m", "10m", "1h")',
];
const longWindow: Flag = [
  't/time-window s 1m',
  'Stat window (for example: "15s", "1m", "10m", "1h"). Needs to be at least 15s.',
];

/** Of tap and top. */
const tapFlags: readonly Flag[] = [
  ['authority s', 'Display requests with this :authority'],
  ['max-rps s 100', 'Maximum requests per second to tap.'],
  ['method s', 'Display requests with this HTTP method'],
  namespace,
  ['path s', 'Display requests with paths that start with this prefix'],
  ['scheme s', 'Display requests with this scheme'],
  selector,
  ['to s', 'Display requests to this resource'],
  toNamespace,
];

const routeFlags: readonly Flag[] = [
  ['n/namespace s', 'Namespace'],
  ['o/output s table', 'Output format; one of: "table" or "json"'],
  ['prometheusURL s', 'Address of Prometheus instance to query'],
  timeWindow,
];

/** The viz extension (linkerd2 viz/cmd, edge-26.6.3). */
export const viz: readonly Command[] = [
  {
    path: 'viz',
    short: 'viz manages the linkerd-viz extension of Linkerd service mesh',
    long: 'viz manages the linkerd-viz extension of Linkerd service mesh.',
  },
  {
    path: 'viz allow-scrapes',
    arguments: '{-n | --namespace } namespace',
    short: 'Output Kubernetes resources to authorize Prometheus scrapes',
    long: 'Output Kubernetes resources to authorize Prometheus scrapes in a namespace or cluster with config.linkerd.io/default-inbound-policy: deny.',
    examples: `# Allow scrapes in the 'emojivoto' namespace
linkerd viz allow-scrapes --namespace emojivoto | kubectl apply -f -`,
    noArguments: true,
    flags: [
      ['n/namespace s', 'The namespace in which to authorize Prometheus scrapes.'],
      ['o/output s yaml', 'Output format. One of: json|yaml'],
    ],
    load: async () => (await import('./viz/allow-scrapes.ts')).allowScrapes,
  },
  {
    path: 'viz authz',
    arguments: '[flags] resource',
    short: 'Display stats for authorizations for a resource',
    long: 'Display stats for authorizations for a resource.',
    atLeast: 1,
    flags: [namespace, output, selector, longWindow],
    load: async () => (await import('./viz/authz.ts')).authz,
  },
  {
    path: 'viz check',
    arguments: '[flags]',
    short: 'Check the Linkerd Viz extension for potential problems',
    long: `Check the Linkerd Viz extension for potential problems.

The check command will perform a series of checks to validate that the Linkerd Viz
extension is configured correctly. If the command encounters a failure it will
print additional information about the failure and exit with a non-zero exit
code.`,
    examples: `  # Check that the viz extension is up and running
  linkerd viz check`,
    noArguments: true,
    flags: [
      ['n/namespace s', 'Namespace to use for --proxy checks (default: all namespaces)'],
      ['o/output s table', 'Output format. One of: table, json, short'],
      ['proxy b', 'Also run data-plane checks, to determine if the data plane is healthy'],
      ['wait d 5m0s', 'Maximum allowed time for all tests to pass'],
    ],
    load: async () => (await import('./viz/check.ts')).check,
  },
  {
    path: 'viz dashboard',
    arguments: '[flags]',
    short: 'Open the Linkerd dashboard in a web browser',
    noArguments: true,
    flags: [
      ['address s localhost', 'The address at which to serve requests'],
      [
        'p/port j 50750',
        'The local port on which to serve requests (when set to 0, a random port will be used)',
      ],
      [
        'show s linkerd',
        'Open a dashboard in a browser or show URLs in the CLI (one of: linkerd, grafana, url)',
      ],
      [
        'wait d 5m0s',
        "Wait for dashboard to become available if it's not available when the command is run",
      ],
    ],
    load: async () => (await import('./viz/dashboard.ts')).dashboard,
  },
  {
    path: 'viz edges',
    arguments: '[flags] (RESOURCETYPE)',
    short: 'Display connections between resources, and Linkerd proxy identities',
    long: edgesLong,
    examples: `  # Get all edges between pods that either originate from or terminate in the test namespace.
  linkerd viz edges po -n test

  # Get all edges between pods that either originate from or terminate in the default namespace.
  linkerd viz edges po

  # Get all edges between pods in all namespaces.
  linkerd viz edges po --all-namespaces`,
    exactly: 1,
    flags: [allNamespaces('edges'), namespace, output],
    load: async () => (await import('./viz/edges.ts')).edges,
  },
  {
    path: 'viz list',
    arguments: '[flags]',
    short: 'Lists which pods can be tapped',
    noArguments: true,
    flags: [
      ['A/all-namespaces b', 'If present, list pods across all namespaces'],
      ['n/namespace s', 'The namespace to list pods in'],
    ],
    load: async () => (await import('./viz/list.ts')).list,
  },
  {
    path: 'viz profile',
    arguments: '[flags] --tap resource (SERVICE)',
    short: 'Output service profile config for Kubernetes based off tap data',
    long: 'Output service profile config for Kubernetes based off tap data.',
    examples: `  # Generate a profile by watching live traffic.
  linkerd viz profile -n emojivoto web-svc --tap deploy/web --tap-duration 10s --tap-route-limit 5
`,
    exactly: 1,
    flags: [
      ['n/namespace s', 'Namespace of the service'],
      ['tap s', 'Output a service profile based on tap data for the given target resource'],
      [
        'tap-duration d 5s',
        'Duration over which tap data is collected (for example: "10s", "1m", "10m")',
      ],
      ['tap-route-limit u 20', 'Max number of routes to add to the profile'],
    ],
    load: async () => (await import('./viz/profile.ts')).profile,
  },
  {
    path: 'viz routes',
    arguments: '[flags] (RESOURCES)',
    short: 'Display route stats',
    long: `Display route stats.

This command will only display traffic which is sent to a service that has a Service Profile defined.`,
    examples: `  # Routes for the webapp service in the test namespace.
  linkerd viz routes service/webapp -n test

  # Routes for calls from the traffic deployment to the webapp service in the test namespace.
  linkerd viz routes deploy/traffic -n test --to svc/webapp`,
    exactly: 1,
    flags: [
      namespace,
      ['o/output s table', 'Output format; one of: "table", "wide", or "json"'],
      selector,
      timeWindow,
      ['to s', 'If present, shows outbound stats to the specified resource'],
      toNamespace,
    ],
    load: async () => (await import('./viz/routes.ts')).routes,
  },
  {
    path: 'viz stat',
    arguments: '[flags] (RESOURCES)',
    short: 'Display traffic stats about one or many resources',
    long: statLong,
    atLeast: 1,
    flags: [
      allNamespaces('stats'),
      ['from s', 'If present, restricts outbound stats from the specified resource name'],
      [
        'from-namespace s',
        'Sets the namespace used from lookup the "--from" resource; by default the current "--namespace" is used',
      ],
      namespace,
      output,
      selector,
      longWindow,
      ['to s', 'If present, restricts outbound stats to the specified resource name'],
      toNamespace,
      ['unmeshed b', 'If present, include unmeshed resources in the output'],
    ],
    load: async () => (await import('./viz/stat.ts')).stat,
  },
  {
    path: 'viz stat-inbound',
    arguments: '[flags] (RESOURCE)',
    short: 'Display inbound traffic stats about a resource',
    long: statInboundLong,
    atLeast: 1,
    flags: routeFlags,
    load: async () => (await import('./viz/stat-inbound.ts')).statInbound,
  },
  {
    path: 'viz stat-outbound',
    arguments: '[flags] (RESOURCE)',
    short: 'Display outbound traffic stats about a resource',
    long: statOutboundLong,
    atLeast: 1,
    flags: routeFlags,
    load: async () => (await import('./viz/stat-outbound.ts')).statOutbound,
  },
  {
    path: 'viz tap',
    arguments: '[flags] (RESOURCE)',
    short: 'Listen to a traffic stream',
    long: tapLong('Listen to a traffic stream.', 'tap'),
    examples: `  # tap the web deployment in the default namespace
  linkerd viz tap deploy/web

  # tap the web-dlbvj pod in the default namespace
  linkerd viz tap pod/web-dlbvj

  # tap the test namespace, filter by request to prod namespace
  linkerd viz tap ns/test --to ns/prod`,
    atLeast: 1,
    atMost: 2,
    flags: [...tapFlags, ['o/output s', 'Output format. One of: "wide", "json", "jsonpath"']],
    load: async () => (await import('./viz/tap.ts')).tap,
  },
  {
    path: 'viz top',
    arguments: '[flags] (RESOURCE)',
    short: 'Display sorted information about live traffic',
    long: tapLong('Display sorted information about live traffic.', 'view traffic for'),
    examples: `  # display traffic for the web deployment in the default namespace
  linkerd viz top deploy/web

  # display traffic for the web-dlbvj pod in the default namespace
  linkerd viz top pod/web-dlbvj`,
    atLeast: 1,
    atMost: 2,
    flags: [
      ...tapFlags,
      ['hide-sources b', 'Hide the source column'],
      ['routes b', 'Display data per route instead of per path'],
    ],
    load: async () => (await import('./viz/top.ts')).top,
  },
  ...installingViz,
];

const moved = new Set(['dashboard', 'edges', 'routes', 'stat', 'tap', 'top']);

/** Commands of before viz was an extension: they still run, and say where they went (cli/cmd/root.go: deprecateCmd). */
export const former: readonly Command[] = viz.flatMap((command) => {
  const name = command.path.replace(/^viz /, '');
  if (!moved.has(name)) return [];
  const use = command.arguments === undefined ? name : `${name} ${command.arguments}`;
  return [{ ...command, path: name, deprecated: `use instead 'linkerd viz ${use}'\n` }];
});
