import type { Api } from '#cluster/api/api.ts';
import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import { seconds } from '#cluster/timestamps.ts';
import { createDebounce } from './debounce.ts';
import { createLoader, kindsWithParts } from '#mesh/istio/late-parts.ts';
import { startGatewayController } from './gateway-api/start-late.ts';
import type { Discovery } from './istiod.ts';
import { createPushContext, type PushContext } from './push-context.ts';
import { createSnapshots, type SourceChange } from './snapshots.ts';
import { createStreams } from './streams.ts';

interface DiscoveryParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  readonly rootNamespace: string;
  /** Into istiod's own log. */
  readonly warn?: (text: string) => void;
}

const definitions = 'customresourcedefinitions.apiextensions.k8s.io';

/** The xDS server of one istiod: pilot/pkg/xds/discovery.go, ads.go (v1.31). */
export function createDiscovery(parts: DiscoveryParts): Discovery {
  const { api, clock, rootNamespace, warn = () => {} } = parts;
  const streams = createStreams(clock, warn);
  const gateways = startGatewayController(parts);
  const loader = createLoader(clock);
  let count = 0;
  let isStopped = false;

  const debounce = createDebounce<SourceChange>(clock, (changes) => {
    if (isStopped) return;
    const before = context;
    context = nextContext(before);
    streams.update({ before, after: context, changes });
    gateways.update(context);
  });
  const snapshots = createSnapshots(api, rootNamespace, (change) => {
    const { resource, name } = change;
    if (resource === definitions) loader.isServed(name);
    else loader.hasObjects(resource);
    if (kindsWithParts.has(resource)) loader.hasObject(change.object);
    if (!change.isQuiet) debounce.add(change);
  });
  const nextContext = (before?: PushContext): PushContext => {
    count += 1;
    const version = `${seconds(clock.now())}/${count}`;
    return createPushContext({ version, sources: snapshots.take(), rootNamespace }, before);
  };
  let context = nextContext();
  api.resources().forEach(loader.isServed);
  for (const [kind, configs] of Object.entries(context.sources.configs)) {
    if (configs.length > 0) loader.hasObjects(kind);
    if (kindsWithParts.has(kind)) configs.forEach(loader.hasObject);
  }
  Object.values(context.sources.gatewayApi).flat().forEach(loader.hasObject);
  clock.at(clock.now(), () => {
    if (!isStopped) gateways.update(context);
  });

  return {
    connect: (node, push) => streams.open(node, push, context),
    status: streams.status,
    stop: () => {
      isStopped = true;
      snapshots.stop();
      gateways.stop();
      streams.clear();
    },
    save: () => {
      const saved = { count, isStopped, context };
      const restores = [debounce.save(), snapshots.save(), streams.save(), gateways.save()];
      return () => {
        ({ count, isStopped, context } = saved);
        for (const restore of restores) restore();
      };
    },
  };
}
