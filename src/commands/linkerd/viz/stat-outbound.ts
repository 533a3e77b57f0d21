import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { outboundRoutes, type Route } from './outbound-routes.ts';
import { requirePrometheus } from './prometheus.ts';
import { secondsOf } from './rates.ts';
import { parseResource } from './resources.ts';
import {
  latencyFields,
  latencyTexts,
  rateText,
  type RouteStats,
  shareText,
  total,
} from './route-stats.ts';
import { cliTable } from './tables.ts';

const columns = [
  { title: 'NAME', isLeft: true },
  { title: 'SERVICE', isLeft: true },
  { title: 'ROUTE', isLeft: true },
  { title: 'TYPE', isLeft: true },
  { title: 'BACKEND', isLeft: true },
  { title: 'SUCCESS' },
  { title: 'RPS' },
  { title: 'LATENCY_P50' },
  { title: 'LATENCY_P95' },
  { title: 'LATENCY_P99' },
  { title: 'TIMEOUTS' },
  { title: 'RETRIES' },
];

/** viz/cmd/stat-outbound.go (edge-26.6.3): by Service and route, and where each route led. */
export const statOutbound: Verb = async (context) => {
  const { args, flags, namespace } = context;
  const prometheus = await requirePrometheus(context);
  const resource = parseResource(namespace, args[0] ?? '');
  if (resource.type === 'authority')
    throw new CommandError(`Resource type is not supported: ${resource.type}`);
  const window = flags.text('time-window');
  const seconds = secondsOf(window);
  const routes = (await outboundRoutes(prometheus, resource, window)).filter(
    (route) => total(route) > 0,
  );
  const output = flags.text('output');
  if (output === 'json')
    await context.out(`${JSON.stringify(routes.flatMap((route) => entriesOf(route, seconds)))}\n`);
  else if (output === 'table' || output === '')
    await context.out(
      cliTable(
        columns,
        routes.flatMap((route) => rowsOf(route, seconds)),
      ),
    );
  else throw new CommandError(`Invalid output format: ${output}`);
};

function rowsOf(route: Route, seconds: number): readonly (readonly string[])[] {
  const backends = [...route.backends.values()];
  return [
    [
      route.name,
      `${route.service}:${route.port}`,
      route.route,
      route.routeType,
      '',
      ...figures(route, seconds),
      shareText(route.retries, total(route) + route.retries),
    ],
    ...backends.map((backend, at) => [
      '',
      '',
      at === backends.length - 1 ? '└─' : '├─',
      '─►',
      `${backend.name}:${backend.port}`,
      ...figures(backend, seconds),
      '',
    ]),
  ];
}

function figures(stats: RouteStats, seconds: number): readonly string[] {
  return [
    shareText(stats.successes, total(stats)),
    rateText(stats, seconds),
    ...latencyTexts(stats),
    shareText(stats.timeouts, total(stats)),
  ];
}

function entriesOf(route: Route, seconds: number): readonly object[] {
  const { name, service, port, route: own, routeType, retries } = route;
  const place = { name, service, port, route: own, routeType };
  return [
    {
      ...place,
      ...statFields(route, seconds),
      retryRate: retries / (total(route) + retries),
    },
    ...[...route.backends.values()]
      .filter((backend) => total(backend) > 0)
      .map((backend) => ({
        ...place,
        backend: backend.name,
        backendPort: backend.port,
        ...statFields(backend, seconds),
      })),
  ];
}

function statFields(stats: RouteStats, seconds: number): object {
  return {
    successRate: stats.successes / total(stats),
    rps: total(stats) / seconds,
    ...latencyFields(stats),
    timeoutRate: stats.timeouts / total(stats),
  };
}
