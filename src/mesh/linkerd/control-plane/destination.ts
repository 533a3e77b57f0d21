import type { Restore } from '#cluster/clock/clock.ts';
import type { MainProcess } from '#cluster/kubelet/image.ts';
import type { Address } from '#cluster/network/http.ts';
import { serviceAnswer } from '#mesh/linkerd/link.ts';
import type {
  Destination,
  DestinationProfile,
  Endpoints,
  Workload,
} from '#mesh/linkerd/proxy-api.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import { defaultOpaquePorts, readClusterInfo } from './cluster-info.ts';
import { destinationCalls } from './destination/calls.ts';
import type { Places } from './destination/endpoint.ts';
import { endpointsOf } from './destination/endpoints.ts';
import { profileOf } from './destination/profile.ts';
import { createView, destinationKinds, type DestinationKind } from './destination/view.ts';
import { portOf, readFlags } from './flags.ts';
import { answerCall } from './introspection.ts';
import { createLogrus } from './logrus.ts';
import { goProbes, startService, type Serving } from './service-process.ts';
import { createSources, perRevision, type Sources } from './sources.ts';
import type { Surroundings } from './surroundings.ts';

/** `controller destination`: controller/cmd/destination/main.go of linkerd2 (edge-26.6.3). */
export function startDestination(surroundings: Surroundings): MainProcess {
  const { argv, container } = surroundings;
  const flags = readFlags(argv);
  const log = createLogrus(container);
  const address = flags.text('addr', ':8086');
  return startService(container, {
    adminPort: portOf(flags.text('metrics-addr', ':9996')),
    startMs: 500,
    probes: goProbes,
    begin: () => {
      log('info', `running version ${linkerdVersion}`);
      log('info', `starting admin server on ${flags.text('metrics-addr', ':9996')}`);
      const ports = flags.text('default-opaque-ports', defaultOpaquePorts).split(',');
      log(
        'info',
        `Using default opaque ports: map[${ports.map((port) => `${port}:{}`).join(' ')}]`,
      );
      log('info', 'waiting for caches to sync');
    },
    serve: (ports) => {
      log('info', 'caches synced');
      const service = new DestinationService(surroundings);
      const calls = destinationCalls(service, flags.text('cluster-domain', 'cluster.local'));
      ports.listen(
        portOf(address),
        (request) => answerCall(request, calls) ?? serviceAnswer(container),
        { speaks: 'grpc' },
      );
      log('info', `starting gRPC server on ${address}`);
      return service;
    },
    end: () => log('info', `shutting down gRPC server on ${address}`),
  });
}

class DestinationService implements Serving, Destination {
  readonly revision: () => number;
  private readonly surroundings: Surroundings;
  private readonly sources: Sources<DestinationKind>;
  private readonly places: Places;
  private readonly answers: () => Answers;
  private handled = { Get: 0, GetProfile: 0 };

  constructor(surroundings: Surroundings) {
    const { mesh, argv, container } = surroundings;
    const { api } = mesh.host;
    const flags = readFlags(argv);
    this.surroundings = surroundings;
    this.sources = createSources({ api, clock: container.clock, kinds: destinationKinds });
    this.places = {
      host: mesh.host,
      info: readClusterInfo(flags, {
        namespace: 'controller-namespace',
        trustDomain: 'identity-trust-domain',
      }),
      view: createView(this.sources),
      isH2UpgradeEnabled: flags.text('enable-h2-upgrade', 'true') === 'true',
    };
    this.answers = perRevision(this.sources, () => ({ endpoints: new Map(), profiles: new Map() }));
    this.revision = this.sources.revision;
  }

  enter(): void {
    this.surroundings.mesh.destinations.set(this.surroundings.container.network, this);
  }

  leave(): void {
    this.surroundings.mesh.destinations.delete(this.surroundings.container.network);
    this.sources.stop();
  }

  get(authority: string, workload: Workload): Endpoints | undefined {
    this.handled = { ...this.handled, Get: this.handled.Get + 1 };
    const key = `${workload.node} ${authority}`;
    const { endpoints } = this.answers();
    if (!endpoints.has(key)) endpoints.set(key, endpointsOf(this.places, authority, workload));
    return endpoints.get(key);
  }

  getProfile(target: Address, workload: Workload): DestinationProfile {
    this.handled = { ...this.handled, GetProfile: this.handled.GetProfile + 1 };
    const key = `${workload.namespace} ${workload.node} ${target.ip}:${target.port}`;
    const { profiles } = this.answers();
    const known = profiles.get(key);
    if (known) return known;
    const made = profileOf(this.places, target, workload);
    profiles.set(key, made);
    return made;
  }

  metrics(): readonly string[] {
    return [
      '# HELP grpc_server_started_total Total number of RPCs started on the server.',
      '# TYPE grpc_server_started_total counter',
      ...Object.entries(this.handled).map(
        ([method, count]) =>
          `grpc_server_started_total{grpc_method="${method}",grpc_service="io.linkerd.proxy.destination.Destination",grpc_type="server_stream"} ${count}`,
      ),
    ];
  }

  save(): Restore {
    const { handled } = this;
    const restore = this.sources.save();
    return () => {
      this.handled = handled;
      restore();
    };
  }
}

/** What was answered at this revision. */
interface Answers {
  readonly endpoints: Map<string, Endpoints | undefined>;
  readonly profiles: Map<string, DestinationProfile>;
}
