import type { Restore } from '#cluster/clock/clock.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import { FileError } from '#process/files.ts';
import { reach } from '#mesh/linkerd/link.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import type { CertifyResponse } from '#mesh/linkerd/proxy-api.ts';
import type { Certificate } from '#mesh/x509/certificate.ts';
import { controlFailure } from './control-failure.ts';
import type { ProxyLog } from './log.ts';
import type { Gauge } from './metrics-text.ts';
import type { Metrics } from './metrics.ts';
import type { ProxyOptions } from './options.ts';
import { clientTls, isTrusted, type Credentials } from './trust.ts';

/** The certificate of a proxy: asked for until there is one, and again before it ends (linkerd/proxy/identity-client/src/certify.rs). */
export interface IdentityClient {
  readonly credentials: Credentials;
  /** Calls `onReady` once there is a certificate. */
  start: (onReady: () => void) => void;
  stop: () => void;
  gauges: () => readonly Gauge[];
  save: () => Restore;
}

interface IdentityParts {
  readonly mesh: Mesh;
  readonly container: Container;
  readonly options: ProxyOptions;
  readonly log: ProxyLog;
  readonly metrics: Metrics;
}

/** Of the life that a certificate has left when it is issued. */
const renewAfter = 0.7;
const firstBackoffMs = 100;
const longestBackoffMs = 10_000;

interface State {
  readonly certificate: Certificate | undefined;
  readonly refreshedAt: number;
  readonly backoffMs: number;
  readonly isOver: boolean;
}

export function createIdentityClient(parts: IdentityParts): IdentityClient {
  const { container, options, metrics } = parts;
  const { clock } = container;
  let state: State = {
    certificate: undefined,
    refreshedAt: 0,
    backoffMs: firstBackoffMs,
    isOver: false,
  };
  const credentials: Credentials = {
    identity: options.identity,
    anchors: options.trustAnchors,
    get certificate() {
      return state.certificate;
    },
    now: () => clock.now(),
  };
  const certify = (onReady: () => void): void => {
    if (state.isOver) return;
    const certificate = ask(parts, credentials);
    if (!certificate) {
      metrics.count('control_identity_cert_refreshes', 'result="error"');
      const { backoffMs } = state;
      state = { ...state, backoffMs: Math.min(longestBackoffMs, backoffMs * 2) };
      clock.after(backoffMs, () => certify(onReady));
      return;
    }
    const isFirst = state.certificate === undefined;
    const now = clock.now();
    state = { ...state, certificate, refreshedAt: now, backoffMs: firstBackoffMs };
    metrics.count('control_identity_cert_refreshes', 'result="ok"');
    if (isFirst) onReady();
    clock.after((certificate.notAfter - now) * renewAfter, () => certify(onReady));
  };
  return {
    credentials,
    start: certify,
    stop: () => {
      state = { ...state, isOver: true };
    },
    gauges: () => gaugesOf(state),
    save: () => {
      const saved = state;
      return () => {
        state = saved;
      };
    },
  };
}

function gaugesOf({ certificate, refreshedAt }: State): readonly Gauge[] {
  if (!certificate) return [];
  const gauge = (name: string, ms: number): Gauge => ({
    family: `control_identity_cert_${name}_timestamp_seconds`,
    labels: '',
    value: Number.isInteger(ms / 1000) ? `${ms / 1000}.0` : ms / 1000,
  });
  return [gauge('expiration', certificate.notAfter), gauge('refresh', refreshedAt)];
}

/** Undefined where it has said why not. */
function ask(parts: IdentityParts, credentials: Credentials): Certificate | undefined {
  const { mesh, container, options, log } = parts;
  const { host, port, serverName } = options.identityService;
  const tls = serverName === undefined ? undefined : clientTls(credentials, serverName);
  const method = '/io.linkerd.proxy.identity.Identity/Certify';
  const upstream = { host, port, method, ...(tls && { tls }) };
  const reached = reach(mesh.host, container, upstream, mesh.identities);
  const addr = `${host}:${port}`;
  const spans = `identity:identity{server.addr=${addr}}`;
  if ('failure' in reached) {
    const { network } = container;
    log.write({
      ...controlFailure(network, options.identityService, reached.failure, spans),
      thread: 2,
    });
    return undefined;
  }
  const { identity } = options;
  const response = reached.service.certify({ identity, token: tokenOf(parts) });
  const refused = refusal(response, credentials);
  if (refused === undefined && 'certificate' in response) return response.certificate;
  const target = 'linkerd_proxy_identity_client::certify';
  const message = `Failed to obtain identity error=${refused}`;
  log.write({ level: 'ERROR', thread: 2, spans, target, message });
  return undefined;
}

function tokenOf({ container, options }: IdentityParts): string {
  try {
    return container.files.readText(options.tokenFile);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return '';
  }
}

/** What tonic calls a code in words. */
const codeTexts: Readonly<Record<string, string>> = {
  Unknown: 'Unknown error',
  InvalidArgument: 'Client specified an invalid argument',
  FailedPrecondition: "The system is not in a state required for the operation's execution",
  Internal: 'Internal error',
  Unavailable: 'The service is currently unavailable',
};

function refusal(response: CertifyResponse, { anchors, now }: Credentials): string | undefined {
  if ('code' in response) {
    const code = codeTexts[response.code] ?? response.code;
    return `code: '${code}', message: ${JSON.stringify(response.message)}`;
  }
  return isTrusted(response.certificate, anchors, now())
    ? undefined
    : 'invalid peer certificate: UnknownIssuer';
}
