import type {
  AdmissionRequest,
  AdmissionResponse,
  AdmissionWebhook,
  LateWebhook,
} from '#cluster/api/api.ts';
import { at, type Fields, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { toVersion } from '#cluster/api/kinds/versions.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core, Review } from '#cluster/api/verbs/core.ts';

/** Why a webhook could not be called: a text in Go's words. */
export class WebhookFailure extends Error {
  override name = 'WebhookFailure';
}

export type FindWebhook = (
  service: { namespace: string; name: string },
  path: string,
) => AdmissionWebhook | LateWebhook | undefined;

/** Calls the webhook that runs behind the Service of its clientConfig. */
export function callWebhook(
  core: Core,
  find: FindWebhook,
  webhook: Fields,
  request: AdmissionRequest,
): AdmissionResponse {
  if (listOf(webhook['matchConditions']).length > 0) {
    throw new WebhookFailure('maillage: matchConditions (CEL) n’est pas simulé dans ce cours');
  }
  const service = at(webhook, 'clientConfig', 'service');
  const seconds = Number(webhook['timeoutSeconds'] ?? 10);
  if (service === undefined) {
    const url = textOf(at(webhook, 'clientConfig', 'url'));
    const host = /^https:\/\/([^/:]+)/.exec(url)?.[1] ?? '';
    throw unreachable(url, seconds, `dial tcp: lookup ${host}: no such host`);
  }
  const { namespace, name, path } = placeOf(service);
  const port = Number(at(service, 'port') ?? 443);
  const url = `https://${name}.${namespace}.svc:${port}${path}`;
  const refusal = refusalOf(core, { namespace, name, port });
  if (refusal !== undefined) throw unreachable(url, seconds, refusal);
  const found = find({ namespace, name }, path);
  if (!found) throw unreachable(url, seconds, connectionRefused(core, { namespace, name, port }));
  const run = typeof found === 'object' ? found.value : found;
  // Only clients write what such a webhook reviews.
  if (!run) throw new Error(`nobody waited for the webhook ${url}`);
  return answerOf(run, request, url, seconds);
}

function placeOf(service: unknown) {
  return {
    namespace: textOf(at(service, 'namespace')),
    name: textOf(at(service, 'name')),
    path: optionalText(at(service, 'path')) ?? '/',
  };
}

/** Who is registered to answer a webhook. */
export function behind(find: FindWebhook, webhook: Fields): ReturnType<FindWebhook> {
  const { path, ...service } = placeOf(at(webhook, 'clientConfig', 'service'));
  return find(service, path);
}

function answerOf(
  run: AdmissionWebhook,
  request: AdmissionRequest,
  url: string,
  seconds: number,
): AdmissionResponse {
  try {
    return run(request);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw unreachable(url, seconds, error.message);
  }
}

function unreachable(url: string, seconds: number, why: string): WebhookFailure {
  return new WebhookFailure(
    `failed to call webhook: Post ${JSON.stringify(`${url}?timeout=${seconds}s`)}: ${why}`,
  );
}

interface Target {
  namespace: string;
  name: string;
  port: number;
}

function serviceOf({ store }: Core, { namespace, name }: Target): KubeObject | undefined {
  return store.get({ resource: 'services', namespace, name });
}

/**
 * What stands between the API server and the pods of a Service. kubeadm's API server dials the cluster IP
 * (kube-aggregator/pkg/apiserver/resolvers.go NewClusterIPServiceResolver), which its node rejects when nobody is ready.
 */
function refusalOf(core: Core, target: Target): string | undefined {
  const service = serviceOf(core, target);
  if (!service) return `service ${JSON.stringify(target.name)} not found`;
  if (at(service, 'spec', 'clusterIP') === 'None') {
    return 'cannot route to service with ClusterIP "None"';
  }
  const ports = listOf(at(service, 'spec', 'ports'));
  if (!ports.some((port) => at(port, 'port') === target.port)) {
    return `no service port ${target.port} found for service ${JSON.stringify(target.name)}`;
  }
  return hasReadyEndpoint(core, target) ? undefined : connectionRefused(core, target);
}

function connectionRefused(core: Core, target: Target): string {
  const address = textOf(at(serviceOf(core, target), 'spec', 'clusterIP'));
  return `dial tcp ${address}:${target.port}: connect: connection refused`;
}

function hasReadyEndpoint({ store }: Core, { namespace, name }: Target): boolean {
  const slices = store.list('endpointslices.discovery.k8s.io', {
    namespace,
    by: { index: 'label:kubernetes.io/service-name', value: name },
  });
  return slices.some((slice) =>
    listOf(at(slice, 'endpoints')).some((one) => at(one, 'conditions', 'ready') !== false),
  );
}

/** The AdmissionReview's request, in the version that the client spoke. */
export function requestOf(core: Core, review: Review): AdmissionRequest {
  const { call, operation, namespace, name, object, old } = review;
  const { resource, version, subresource, user, dryRun } = call;
  const { group, kind, plural } = resource;
  const show = (one: KubeObject): KubeObject => toVersion(resource, one, version);
  return {
    uid: core.random.uuid(),
    kind: { group, version, kind },
    resource: { group, version, resource: plural },
    ...(subresource === undefined ? {} : { subResource: subresource }),
    name: name ?? '',
    ...(namespace === '' ? {} : { namespace }),
    operation,
    userInfo: { username: user.name, groups: user.groups },
    ...(object ? { object: show(object) } : {}),
    ...(old ? { oldObject: show(old) } : {}),
    dryRun,
  };
}
