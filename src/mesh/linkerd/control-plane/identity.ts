import { sha256 } from '@noble/hashes/sha2.js';
import type { Restore } from '#cluster/clock/clock.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { serviceAnswer } from '#mesh/linkerd/link.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import type { CertifyRequest, CertifyResponse, Identity } from '#mesh/linkerd/proxy-api.ts';
import { issueLeaf, type Validity } from '#mesh/linkerd/tls/ca.ts';
import { CredentialsError } from '#mesh/linkerd/tls/read-ca.ts';
import { goTime } from '#mesh/linkerd/tls/verify.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import { hexOf } from '#mesh/x509/big-endian.ts';
import { identityOf } from './cluster-info.ts';
import { parseGoDuration, portOf, readFlags, type Flags } from './flags.ts';
import type { Surroundings } from './surroundings.ts';
import {
  issuerPlace,
  loadIssuer,
  verifyIssuer,
  type IssuerPlace,
  type LoadedIssuer,
} from './issuer-files.ts';
import { createLogrus, type Logrus } from './logrus.ts';
import { createTeller, type Subject, type Teller } from './recorder.ts';
import { goProbes, startService, type Serving } from './service-process.ts';
import { reviewToken } from './token-review.ts';

const component = 'linkerd-identity';
/** From a change of the secret to the kubelet's writing it into the volume. */
const mountDelayMs = 60_000;

/** `controller identity`: controller/cmd/identity/main.go and pkg/identity/service.go of linkerd2 (edge-26.6.3). */
export function startIdentity({ mesh, argv, container }: Surroundings): MainProcess {
  const flags = readFlags(argv);
  const log = createLogrus(container);
  const address = flags.text('addr', ':8080');
  return startService(container, {
    adminPort: portOf(flags.text('admin-addr', ':9990')),
    startMs: 400,
    probes: goProbes,
    begin: () => log('info', `running version ${linkerdVersion}`),
    serve: (ports) => {
      const service = createIdentity({ mesh, container, flags, log });
      if (!service) return undefined;
      ports.listen(portOf(address), () => serviceAnswer(container), { speaks: 'grpc' });
      log('info', `starting admin server on ${flags.text('admin-addr', ':9990')}`);
      log('info', `starting gRPC server on ${address}`);
      return service;
    },
    end: () => log('info', `shutting down gRPC server on ${address}`),
  });
}

interface Parts {
  readonly mesh: Mesh;
  readonly container: Container;
  readonly flags: Flags;
  readonly log: Logrus;
}

/** Undefined where it cannot sign: it has said why. */
function createIdentity(parts: Parts): Serving | undefined {
  const { container, flags, log } = parts;
  const info = {
    namespace: flags.text('controller-namespace', 'linkerd'),
    trustDomain: flags.text('identity-trust-domain', 'cluster.local'),
  };
  const expectedName = `identity.${info.namespace}.${info.trustDomain}`;
  const place = issuerPlace(flags.text('identity-scheme', 'linkerd.io/tls'), expectedName);
  const loaded = attemptLoad(container, place);
  if (typeof loaded === 'string') {
    log('fatal', `Failed to initialize identity service: ${loaded}`);
    return undefined;
  }
  return new IdentityService({ ...parts, place, info, validity: validityOf(flags) }, loaded);
}

function validityOf(flags: Flags): Validity {
  return {
    lifetimeMs: parseGoDuration(flags.text('identity-issuance-lifetime')) ?? 24 * 3_600_000,
    skewMs: parseGoDuration(flags.text('identity-clock-skew-allowance')) ?? 10_000,
  };
}

/** Who signs, or why nobody does. */
function attemptLoad(container: Container, place: IssuerPlace): LoadedIssuer | string {
  try {
    return loadIssuer(container.files, place, container.clock.now());
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    return error.message;
  }
}

interface ServiceParts extends Parts {
  readonly place: IssuerPlace;
  readonly info: { readonly namespace: string; readonly trustDomain: string };
  readonly validity: Validity;
}

class IdentityService implements Serving, Identity {
  private readonly parts: ServiceParts;
  private readonly events: Teller;
  private readonly unwatch: () => void;
  private loaded: LoadedIssuer;
  /** Of the next certificate: each process begins again at 1. */
  private nextSerial = 1;
  private handled = 0;
  private isOver = false;

  constructor(parts: ServiceParts, loaded: LoadedIssuer) {
    this.parts = parts;
    this.loaded = loaded;
    const { mesh, container } = parts;
    const { api } = mesh.host;
    this.events = createTeller(mesh.host, container, component);
    this.unwatch = api.watch('secrets', ({ object }) => {
      if (object.metadata.name !== 'linkerd-identity-issuer') return;
      if (object.metadata.namespace !== parts.info.namespace) return;
      container.clock.after(mountDelayMs, () => this.reload());
    });
  }

  enter(): void {
    this.parts.mesh.identities.set(this.parts.container.network, this);
  }

  leave(): void {
    this.isOver = true;
    this.parts.mesh.identities.delete(this.parts.container.network);
    this.unwatch();
  }

  certify({ identity, token }: CertifyRequest): CertifyResponse {
    this.handled += 1;
    const { log, place, info, mesh, container } = this.parts;
    const now = container.clock.now();
    if (token === '') return { code: 'InvalidArgument', message: 'missing token' };
    try {
      verifyIssuer(this.loaded, place.expectedName, now);
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      const message = `could not process CSR because of CA cert validation failure: ${error.message} - CSR Identity : ${identity}`;
      log('error', message);
      this.tell('Warning', 'IssuerValidationFailed', message);
      return { code: 'Internal', message };
    }
    const review = reviewToken(mesh.host, token);
    if ('error' in review) return { code: 'InvalidArgument', message: review.error };
    const found = identityOf(review, info);
    if (found !== identity) {
      const message = `requested identity did not match provided token: requested=${identity}; found=${found}`;
      return { code: 'FailedPrecondition', message };
    }
    return this.issue(identity, review, now);
  }

  metrics(): readonly string[] {
    return [
      '# HELP grpc_server_started_total Total number of RPCs started on the server.',
      '# TYPE grpc_server_started_total counter',
      `grpc_server_started_total{grpc_method="Certify",grpc_service="io.linkerd.proxy.identity.Identity",grpc_type="unary"} ${this.handled}`,
    ];
  }

  save(): Restore {
    const { loaded, nextSerial, handled, isOver } = this;
    const restore = this.events.save();
    return () => {
      Object.assign(this, { loaded, nextSerial, handled, isOver });
      restore();
    };
  }

  private issue(
    identity: string,
    account: { readonly namespace: string; readonly name: string },
    now: number,
  ): CertifyResponse {
    const { validity, container, log } = this.parts;
    const request = { name: identity, serial: this.nextSerial, now, validity };
    this.nextSerial += 1;
    const certificate = issueLeaf(this.loaded.issuer, request, container.random);
    const hash = hexOf(sha256(certificate.der()));
    const message = `issued certificate for ${identity} until ${goTime(certificate.notAfter)}: ${hash}`;
    // The event names the account alone, as nobody looked it up.
    const metadata = { ...account, uid: '' };
    const subject: Subject = { apiVersion: '', kind: 'ServiceAccount', metadata };
    this.events.tell(subject, 'Normal', 'IssuedLeafCertificate', message);
    log('info', message);
    return { certificate };
  }

  private reload(): void {
    if (this.isOver) return;
    const { container, place, log } = this.parts;
    const loaded = attemptLoad(container, place);
    if (typeof loaded === 'string') {
      const message = `Skipping issuer update as certs could not be read from disk: ${loaded}`;
      log('warning', message);
      this.tell('Warning', 'IssuerUpdateSkipped', message);
      return;
    }
    this.loaded = loaded;
    log('info', 'Updated identity issuer');
    this.tell('Normal', 'IssuerUpdated', 'Updated identity issuer');
  }

  /** An event of the Deployment that this process is of. */
  private tell(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { mesh, info } = this.parts;
    const key = { namespace: info.namespace, name: component };
    const deployment = mesh.host.api.find('deployments.apps', key);
    if (deployment) this.events.tell(deployment, type, reason, message);
  }
}
