import { parse } from 'yaml';
import type { AdmissionRequest, AdmissionResponse, AdmissionWebhook } from '#cluster/api/api.ts';
import { asObject, at, fieldsOf, isEqual, type Fields } from '#cluster/api/json.ts';
import type { JsonObject, KubeObject } from '#cluster/api/object.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import { ownerOf } from '#mesh/linkerd/control-plane/destination/endpoint.ts';
import { readFlags } from '#mesh/linkerd/control-plane/flags.ts';
import type { Logrus } from '#mesh/linkerd/control-plane/logrus.ts';
import { createTeller, type Teller } from '#mesh/linkerd/control-plane/recorder.ts';
import type { Surroundings } from '#mesh/linkerd/control-plane/surroundings.ts';
import { injectPod, withOpaquePorts } from '#mesh/linkerd/inject/inject.ts';
import type { Values } from '#mesh/linkerd/install/values.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';
import { ofLastText } from '#process/of-last-text.ts';
import { startWebhook } from './server.ts';

/** `controller proxy-injector`: controller/proxy-injector/webhook.go of linkerd2 (edge-26.6.3). */
export function startProxyInjector(surroundings: Surroundings): MainProcess {
  const { mesh, container, argv } = surroundings;
  const controlPlane = readFlags(argv).text('linkerd-namespace', 'linkerd');
  return startWebhook(surroundings, {
    service: 'linkerd-proxy-injector',
    adminAddress: ':9995',
    answer: (log) => {
      const teller = createTeller(mesh.host, container, 'linkerd-proxy-injector');
      return {
        webhook: createInjector({ host: mesh.host, container, controlPlane, log, teller }),
        teller,
      };
    },
  });
}

interface Parts {
  readonly host: MeshHost;
  readonly container: Container;
  readonly controlPlane: string;
  readonly log: Logrus;
  readonly teller: Teller;
}

const asIs: AdmissionResponse = { allowed: true };

function createInjector(parts: Parts): AdmissionWebhook {
  return (request) => {
    if (!request.object) return asIs;
    const values = readValues(parts.container);
    const annotations = namespaceAnnotations(parts.host, request.namespace ?? '');
    return request.kind.kind === 'Service'
      ? answerService(parts, request.object, values, annotations)
      : answerPod(parts, request, { pod: request.object, values, annotations });
  };
}

type Annotations = Readonly<Record<string, string>>;

function answerService(
  { log }: Parts,
  service: KubeObject,
  values: Values,
  annotations: Annotations,
): AdmissionResponse {
  const name = `service/${service.metadata.name}`;
  log('info', `received ${name}`);
  const made = withOpaquePorts(values, service, annotations);
  if (made === service) return asIs;
  log('info', `annotation patch generated for: ${name}`);
  return { allowed: true, patch: patchOf(service, made) };
}

interface PodParts {
  readonly pod: KubeObject;
  readonly values: Values;
  readonly annotations: Annotations;
}

function answerPod(
  { host, controlPlane, log, teller }: Parts,
  { namespace = '' }: AdmissionRequest,
  { pod, values, annotations }: PodParts,
): AdmissionResponse {
  const name = `pod/${pod.metadata.name ?? pod.metadata.generateName ?? ''}`;
  log('info', `received ${name}`);
  const placed = asObject({ ...pod, metadata: { ...pod.metadata, namespace } });
  const owner = ownerOf(host, placed);
  const result = injectPod(values, pod, {
    controlPlane,
    namespace,
    namespaceAnnotations: annotations,
    owner: owner && { kind: owner.kind.toLowerCase(), name: owner.name },
  });
  const parent = owner && parentOf(host, namespace, owner);
  const patch = patchOf(pod, result.pod);
  if (result.type === 'injected') {
    if (parent) teller.tell(parent, 'Normal', 'Injected', 'Linkerd sidecar proxy injected');
    log('info', `injection patch generated for: ${name}`);
    return { allowed: true, patch };
  }
  const why = result.reasons.join(', ');
  if (parent) {
    const message = `Linkerd sidecar proxy injection skipped: ${why}`;
    teller.tell(parent, 'Normal', 'InjectionSkipped', message);
  }
  log(
    'info',
    patch.length > 0 ? `annotation patch generated for: ${name}` : `skipped ${name}: ${why}`,
  );
  return { allowed: true, patch };
}

/** Where kinds of owners are kept. */
const resources: Readonly<Record<string, string>> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
  ReplicationController: 'replicationcontrollers',
  Job: 'jobs.batch',
  CronJob: 'cronjobs.batch',
};

function parentOf(
  { api }: MeshHost,
  namespace: string,
  { kind, name }: { readonly kind: string; readonly name: string },
): KubeObject | undefined {
  const resource = resources[kind];
  return resource === undefined ? undefined : api.find<string>(resource, { namespace, name });
}

/** The values that it was installed with, and the trust anchors, as they are mounted now. */
function readValues({ files }: Container): Values {
  const values = parseValues(files.readText('/var/run/linkerd/config/values'));
  const anchors = files.readText('/var/run/linkerd/identity/trust-roots/ca-bundle.crt');
  return { ...values, identityTrustAnchorsPEM: anchors };
}

const parseValues = ofLastText((text) => fieldsOf(parse(text)));

function namespaceAnnotations({ api }: MeshHost, name: string): Annotations {
  return api.find('namespaces', { name })?.metadata.annotations ?? {};
}

/** Whatever of the metadata and the spec has changed. */
function patchOf(before: Fields, after: Fields): readonly JsonObject[] {
  const changes = (['annotations', 'labels'] as const)
    .filter((key) => !isEqual(at(before, 'metadata', key), at(after, 'metadata', key)))
    .map((key) => ({
      op: 'add',
      path: `/metadata/${key}`,
      value: json(at(after, 'metadata', key)),
    }));
  if (isEqual(before['spec'], after['spec'])) return changes;
  return [...changes, { op: 'replace', path: '/spec', value: json(after['spec']) }];
}

/** As it travels: what is undefined is not there. */
function json(value: unknown) {
  return JSON.parse(JSON.stringify(value));
}
