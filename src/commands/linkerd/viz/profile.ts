import type { Fields } from '#cluster/api/json.ts';
import { CommandError, PlainError } from '#commands/cobra/errors.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import {
  clusterDomain,
  requireService,
  routeOf,
  serviceProfile,
} from '#commands/linkerd/profile.ts';
import type { TapEvent } from '#mesh/linkerd/tap-api.ts';
import { requireViz } from './connect.ts';
import { ResourceError } from './resources.ts';
import { openTap, tapAllOf, type TapStream } from './tap-stream.ts';

/** viz/cmd/profile.go (edge-26.6.3): a route for each path that is seen to come in. */
export const profile: Verb = async (context) => {
  const { flags, args, namespace } = context;
  const service = args[0] ?? '';
  await requireViz(context);
  if (flags.text('tap') === '') throw new CommandError('The --tap flag must be specified');
  requireService(service);
  const target = { service, namespace, domain: await clusterDomain(context) };
  const routes = await routesSeen(context, await open(context));
  await context.out(printYaml(serviceProfile(target, routes)));
};

/** Here its refusals are those of a command, with its usage. */
async function open(context: Context): Promise<TapStream> {
  try {
    return await openTap(context, tapAllOf(context.namespace, context.flags.text('tap')));
  } catch (error) {
    if (error instanceof ResourceError || error instanceof PlainError)
      throw new CommandError(error.message);
    throw error;
  }
}

/** By name, once each. */
async function routesSeen(
  { flags, process }: Context,
  { events, close }: TapStream,
): Promise<readonly Fields[]> {
  const limit = flags.number('tap-route-limit');
  const routes = new Map<string, Fields>();
  const over = new AbortController();
  process.time.sleep(flags.number('tap-duration'), over.signal).then(close, () => undefined);
  for await (const event of events) {
    const route = routeIn(event);
    if (route) routes.set(route.name, route);
    if (route && routes.size >= limit) break;
  }
  over.abort('SIGTERM');
  process.signal.throwIfAborted();
  return [...routes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, route]) => route);
}

function routeIn({ direction, event }: TapEvent): ReturnType<typeof routeOf> | undefined {
  const isAsked = direction === 'inbound' && event.type === 'requestInit' && event.path !== '/';
  return isAsked ? routeOf(event.method, event.path) : undefined;
}
