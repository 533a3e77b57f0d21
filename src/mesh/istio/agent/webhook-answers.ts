import { isEqual, type Fields, fieldsOf } from '#cluster/api/json.ts';
import type { AdmissionRequest, AdmissionResponse, AdmissionWebhook } from '#cluster/api/api.ts';
import { InjectionError } from '#mesh/istio/inject/context.ts';
import { inject } from '#mesh/istio/inject/inject.ts';
import { isRequired } from '#mesh/istio/inject/policy.ts';
import { validation } from '#mesh/istio/late-parts.ts';
import { injectorConfig, type Place } from './injector-config.ts';
import { anySettings } from '#mesh/istio/settings-text.ts';
import type { Mesh } from './mesh.ts';
import { annotation } from './settings-watch.ts';

const asIs: AdmissionResponse = { allowed: true };

/** `/inject`: pods on their way in get their sidecar. */
function injection({ host }: Mesh, place: Place): AdmissionWebhook {
  const answer: AdmissionWebhook = ({
    object,
    namespace = '',
  }: AdmissionRequest): AdmissionResponse => {
    const config = injectorConfig(host, place);
    const pod = fieldsOf(object);
    if (!config || !isRequired(config, pod, namespace)) return asIs;
    try {
      return { allowed: true, patch: patchOf(pod, inject(config, pod, { namespace })) };
    } catch (error) {
      if (!(error instanceof InjectionError)) throw error;
      return { allowed: false, status: { message: error.message } };
    }
  };
  // Of pods that clients write themselves; templates are seen before their pods are made.
  answer.ready = (text) => (text.includes(annotation) ? anySettings.load() : undefined);
  return answer;
}

function patchOf(before: Fields, after: Fields) {
  const [old, made] = [fieldsOf(before['metadata']), fieldsOf(after['metadata'])];
  const changes = (['annotations', 'labels'] as const)
    .filter((key) => !isEqual(old[key], made[key]))
    .map((key) => ({ op: 'add', path: `/metadata/${key}`, value: json(made[key]) }));
  return [...changes, { op: 'replace', path: '/spec', value: json(after['spec']) }];
}

/** As it travels: what is undefined is not there. */
function json(value: unknown) {
  return JSON.parse(JSON.stringify(value));
}

/** Answers the webhooks of a revision for as long as an istiod of it runs. Returns how to stop. */
export function answerWebhooks(mesh: Mesh, place: Place): () => void {
  const { namespace, revision } = place;
  const name = revision === '' ? 'istiod' : `istiod-${revision}`;
  const key = `${namespace}/${name}`;
  const before = mesh.answering.get(key) ?? 0;
  mesh.answering.set(key, before + 1);
  const service = { namespace, name };
  const stops = [
    mesh.host.registerWebhook(service, '/inject', injection(mesh, place)),
    mesh.host.registerWebhook(service, '/validate', validation),
  ];
  return () => {
    const left = (mesh.answering.get(key) ?? 1) - 1;
    mesh.answering.set(key, left);
    if (left === 0) for (const stop of stops) stop();
  };
}
