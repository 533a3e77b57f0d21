import { kubernetesVersion } from '#cluster/versions.ts';
import { answer, answerText } from './answer.ts';
import type { Exchange } from './exchange.ts';

/** What kube-apiserver checks: apiserver/pkg/server/healthz and the post-start hooks of controlplane (v1.35). */
const checks =
  'ping log etcd etcd-readiness informer-sync poststarthook/start-apiserver-admission-initializer poststarthook/generic-apiserver-start-informers poststarthook/priority-and-fairness-config-consumer poststarthook/priority-and-fairness-filter poststarthook/storage-object-count-tracker-hook poststarthook/start-apiextensions-informers poststarthook/start-apiextensions-controllers poststarthook/crd-informer-synced poststarthook/start-system-namespaces-controller poststarthook/start-cluster-authentication-info-controller poststarthook/start-kube-apiserver-identity-lease-controller poststarthook/start-kube-apiserver-identity-lease-garbage-collector poststarthook/start-legacy-token-tracking-controller poststarthook/start-service-ip-repair-controllers poststarthook/rbac/bootstrap-roles poststarthook/scheduling/bootstrap-system-priority-classes poststarthook/priority-and-fairness-config-producer poststarthook/bootstrap-controller poststarthook/start-kubernetes-service-cidr-controller poststarthook/aggregator-reload-proxy-client-cert poststarthook/start-kube-aggregator-informers poststarthook/apiservice-status-local-available-controller poststarthook/apiservice-status-remote-available-controller poststarthook/apiservice-registration-controller poststarthook/apiservice-discovery-controller poststarthook/kube-apiserver-autoregistration autoregister-completion poststarthook/apiservice-openapi-controller poststarthook/apiservice-openapiv3-controller'.split(
    ' ',
  );

/** Checks that only one of the paths makes. */
const only = new Map([
  ['etcd-readiness', ['readyz']],
  ['informer-sync', ['readyz']],
]);

export function answerHealth(exchange: Exchange): Response | undefined {
  const { path, query } = exchange;
  if (path === '/version' || path === '/version/') return answer(exchange, version());
  const match = /^\/(healthz|livez|readyz)(?:\/(.+))?$/.exec(path);
  const [, kind = '', one] = match ?? [];
  if (!match) return undefined;
  const own = checks.filter((name) => only.get(name)?.includes(kind) ?? true);
  if (one !== undefined) return own.includes(one) ? answerText('ok') : undefined;
  if (query.get('verbose') === null) return answerText('ok');
  const shutdown = kind === 'readyz' ? ['shutdown'] : [];
  const lines = [...own, ...shutdown].map((name) => `[+]${name} ok\n`).join('');
  return answerText(`${lines}${kind} check passed\n`);
}

function version() {
  const [, major = '', minor = ''] = /^v(\d+)\.(\d+)/.exec(kubernetesVersion) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: kubernetesVersion,
    gitCommit: '1c2e10a409eb1b03f2f28f401ce935312e20d9fb',
    gitTreeState: 'clean',
    buildDate: '2026-08-20T15:16:16Z',
    goVersion: 'go1.26.5',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
