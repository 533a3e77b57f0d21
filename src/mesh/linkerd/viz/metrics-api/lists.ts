import type { CheckResult, ListedPod, ListRequest } from './messages.ts';
import { ownerOf, type Pod } from './objects.ts';
import { PrometheusError } from './queries.ts';
import type { Surroundings } from './rows.ts';

const started = (labels: string) =>
  `max(process_start_time_seconds{${labels}}) by (pod, namespace)`;

/** Pods, and whether Prometheus has seen their proxies (viz/metrics-api/grpc_server.go). */
export function listPods(around: Surroundings, { namespace }: ListRequest) {
  const { api, prometheus, now } = around;
  const samples = prometheus.query(started(namespace === '' ? '' : `namespace="${namespace}"`));
  const reports = new Map(samples.map(({ metric, value }) => [metric['pod'], value]));
  const pods = api.list('pods', namespace === '' ? {} : { namespace }).map((pod): ListedPod => {
    const report = reports.get(pod.metadata.name);
    const owner = ownerOf(api, pod);
    return {
      ...publicPod(pod),
      ...(owner?.type === 'deployment' && {
        deployment: `${pod.metadata.namespace}/${owner.name}`,
      }),
      added: report !== undefined,
      uptimeSeconds: report === undefined ? 0 : Math.trunc(now / 1000 - report),
    };
  });
  return { pods };
}

/** K8sPodToPublicPod. */
function publicPod({ metadata, spec, status }: Pod): Omit<ListedPod, 'added' | 'uptimeSeconds'> {
  const proxyImage = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find(
    ({ name }) => name === 'linkerd-proxy',
  )?.image;
  const statuses = [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])];
  const labels = metadata.labels ?? {};
  return {
    name: `${metadata.namespace}/${metadata.name}`,
    podIP: status?.podIP ?? '',
    status: metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    controllerNamespace: labels['linkerd.io/control-plane-ns'] ?? '',
    controlPlane: (labels['linkerd.io/control-plane-component'] ?? '') !== '',
    proxyReady: statuses.some(({ name, ready }) => name === 'linkerd-proxy' && ready),
    proxyVersion: proxyImage?.split(':')[1] ?? '',
    resourceVersion: metadata.resourceVersion,
  };
}

export function listServices({ api }: Surroundings, { namespace }: ListRequest) {
  const services = api.list('services', namespace === '' ? {} : { namespace });
  return {
    services: services.map(({ metadata }) => ({
      name: metadata.name,
      namespace: metadata.namespace ?? '',
    })),
  };
}

export function selfCheck({ prometheus }: Surroundings): { results: readonly CheckResult[] } {
  const results: CheckResult[] = [
    {
      subsystemName: 'kubernetes',
      checkDescription: 'linkerd viz can talk to Kubernetes',
      status: 'OK',
      friendlyMessageToUser: '',
    },
  ];
  const check = {
    subsystemName: 'prometheus',
    checkDescription: 'linkerd viz can talk to Prometheus',
  };
  try {
    prometheus.query(started(''));
    results.push({ ...check, status: 'OK', friendlyMessageToUser: '' });
  } catch (error) {
    if (!(error instanceof PrometheusError)) throw error;
    const friendlyMessageToUser = `Error calling Prometheus from the control plane: ${error.message}`;
    results.push({ ...check, status: 'ERROR', friendlyMessageToUser });
  }
  return { results };
}
