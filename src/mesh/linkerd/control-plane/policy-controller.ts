import { ApiError, type Api } from '#cluster/api/api.ts';
import type { Restore } from '#cluster/clock/clock.ts';
import type { MainProcess } from '#cluster/kubelet/image.ts';
import type { Address } from '#cluster/network/http.ts';
import { later } from '#process/later.ts';
import { notFound } from '#mesh/http-server.ts';
import { serviceAnswer } from '#mesh/linkerd/link.ts';
import type { InboundServer, OutboundPolicy, Policy, Workload } from '#mesh/linkerd/proxy-api.ts';
import { portOf, readFlags } from './flags.ts';
import { answerCall, type Calls } from './introspection.ts';
import type { Lookup } from './policy/authorizations.ts';
import { policyCalls } from './policy/calls.ts';
import { inboundServer, unknownPod } from './policy/inbound.ts';
import { readPolicyInfo, type PolicyInfo } from './policy/info.ts';
import { createIndex, policyKinds, type Index, type PolicyKind } from './policy/kinds.ts';
import { claimLease } from './policy/lease.ts';
import { outboundPolicy } from './policy/outbound.ts';
import { statusPatches } from './policy/status.ts';
import { rustProbes, startService, type Serving } from './service-process.ts';
import { createSources, perRevision, type Sources } from './sources.ts';
import type { Surroundings } from './surroundings.ts';
import { createTracing, type Tracing } from './tracing.ts';
import { tlsCertificates } from './webhooks/server.ts';

/** `linkerd-policy-controller`: policy-controller/src/main.rs of linkerd2 (edge-26.6.3). */
export function startPolicyController(surroundings: Surroundings): MainProcess {
  const { argv, container } = surroundings;
  const flags = readFlags(argv);
  const log = createTracing(container);
  const [grpc, server] = [
    flags.text('grpc-addr', '0.0.0.0:8090'),
    flags.text('server-addr', '0.0.0.0:9443'),
  ];
  return startService(container, {
    adminPort: portOf(flags.text('admin-addr', '0.0.0.0:9990')),
    startMs: 350,
    probes: rustProbes,
    begin: () => {},
    serve: (ports) => {
      const service = new PolicyService(surroundings, readPolicyInfo(flags), log);
      ports.listen(
        portOf(grpc),
        (request) => answerCall(request, service.calls) ?? serviceAnswer(container),
        { speaks: 'grpc' },
      );
      const certificates = tlsCertificates(container);
      ports.listen(portOf(server), () => notFound, {
        tls: { certificates, alpn: ['h2', 'http/1.1'] },
      });
      log(
        'INFO',
        `grpc{port=${portOf(grpc)}}: linkerd_policy_controller: policy gRPC server listening addr=${grpc}`,
      );
      return service;
    },
    end: () => log('INFO', 'linkerd_policy_controller: Shutting down'),
  });
}

class PolicyService implements Serving, Policy {
  readonly revision: () => number;
  readonly calls: Calls;
  private readonly surroundings: Surroundings;
  private readonly info: PolicyInfo;
  private readonly sources: Sources<PolicyKind>;
  private readonly index: () => Index;
  private readonly answers: () => Answers;
  private readonly stopWebhook: () => void;
  private isOver = false;

  constructor(surroundings: Surroundings, info: PolicyInfo, log: Tracing) {
    const { mesh, desk, container } = surroundings;
    const { api } = mesh.host;
    const { clock } = container;
    this.surroundings = surroundings;
    this.info = info;
    this.sources = createSources({
      api,
      clock,
      kinds: policyKinds,
      onRevision: () => this.writeStatuses(),
    });
    this.index = createIndex(this.sources);
    this.answers = perRevision(this.sources, () => ({ inbound: new Map(), outbound: new Map() }));
    this.revision = this.sources.revision;
    this.calls = policyCalls(() => this.lookup());
    const place = { namespace: info.namespace, name: 'linkerd-policy-validator' };
    this.stopWebhook = desk.open(place, policyValidator(api, log));
    clock.after(20, () => this.writeStatuses());
  }

  enter(): void {
    this.surroundings.mesh.policies.set(this.surroundings.container.network, this);
  }

  leave(): void {
    this.isOver = true;
    this.surroundings.mesh.policies.delete(this.surroundings.container.network);
    this.sources.stop();
    this.stopWebhook();
  }

  inbound({ namespace, pod: name }: Workload, port: number): InboundServer {
    const { inbound } = this.answers();
    const key = `${namespace}/${name}:${port}`;
    const known = inbound.get(key);
    if (known) return known;
    const pod = this.index().pods.get(`${namespace}/${name}`);
    const made = pod ? inboundServer(this.lookup(), pod, port) : unknownPod(this.lookup());
    inbound.set(key, made);
    return made;
  }

  outbound(target: Address, workload: Workload): OutboundPolicy | undefined {
    const { outbound } = this.answers();
    const key = `${workload.namespace} ${target.ip}:${target.port}`;
    if (!outbound.has(key)) outbound.set(key, outboundPolicy(this.lookup(), target, workload));
    return outbound.get(key);
  }

  save(): Restore {
    const { isOver } = this;
    const restores = [this.sources.save(), this.surroundings.desk.save()];
    return () => {
      this.isOver = isOver;
      for (const restore of restores) restore();
    };
  }

  private lookup(): Lookup {
    return { index: this.index(), info: this.info };
  }

  /** The status controller, in the same process. */
  private writeStatuses(): void {
    if (this.isOver) return;
    const { mesh, container } = this.surroundings;
    const { api, clock } = mesh.host;
    const patches = statusPatches(this.index(), clock.now());
    if (!claimLease(mesh.host, this.info.namespace, container)) return;
    for (const { kind, namespace, name, status } of patches) {
      try {
        api.merge(
          kind,
          { namespace, name },
          { status },
          { manager: 'policy.linkerd.io', subresource: 'status' },
        );
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
      }
    }
  }
}

/** Loaded with the first policy that somebody writes. */
function policyValidator(api: Api, log: Tracing) {
  return later(async () => {
    const { createPolicyValidator } = await import('./webhooks/policy-validator.ts');
    return createPolicyValidator(api, log);
  });
}

/** What was answered at this revision. */
interface Answers {
  readonly inbound: Map<string, InboundServer>;
  readonly outbound: Map<string, OutboundPolicy | undefined>;
}
