import type { Restore } from '#cluster/clock/clock.ts';
import type { AdmissionResponse, AdmissionWebhook, LateWebhook } from '#cluster/api/api.ts';
import { badRequest, failure, internal } from '#cluster/api/errors.ts';
import { asObject, at, type Fields, fieldsOf, isEqual, listOf, textOf } from '#cluster/api/json.ts';
import { fromVersion } from '#cluster/api/kinds/versions.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { Core, Review, Webhooks } from '#cluster/api/verbs/core.ts';
import { behind, callWebhook, type FindWebhook, requestOf, WebhookFailure } from './call.ts';
import { concerns, wants } from './match.ts';

const mutating = 'mutatingwebhookconfigurations.admissionregistration.k8s.io';
const validating = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

export interface WebhookRegistry {
  /** Whoever runs behind a Service answers admission reviews there. Returns how to stop. */
  register: (
    service: { namespace: string; name: string },
    path: string,
    webhook: AdmissionWebhook | LateWebhook,
  ) => () => void;
  find: FindWebhook;
  save: () => Restore;
}

export function createWebhookRegistry(): WebhookRegistry {
  let known = new Map<string, AdmissionWebhook | LateWebhook>();
  const keyOf = ({ namespace, name }: { namespace: string; name: string }, path: string): string =>
    `${namespace}/${name}${path}`;
  return {
    register: (service, path, webhook) => {
      const key = keyOf(service, path);
      known.set(key, webhook);
      return () => {
        if (known.get(key) === webhook) known.delete(key);
      };
    },
    find: (service, path) => known.get(keyOf(service, path)),
    save: () => {
      const saved = new Map(known);
      return () => {
        known = new Map(saved);
      };
    },
  };
}

/** apiserver/pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go (v1.35). */
export function createWebhooks(core: () => Core, find: FindWebhook): Webhooks {
  return {
    mutate: (review) => mutate(core(), find, review),
    validate: (review) => {
      for (const webhook of interested(core(), validating, review)) {
        const response = ask(core(), find, webhook, review);
        if (response && !response.allowed) throw denial(webhook, response);
      }
    },
    load: (resource, text) => {
      const asked = [mutating, validating]
        .flatMap((kind) => webhooksOf(core(), kind))
        .filter((webhook) => concerns(webhook, resource))
        .flatMap((webhook) => loading(behind(find, webhook), text) ?? []);
      return asked.length === 0 ? undefined : core().clock.hold(Promise.all(asked));
    },
  };
}

function loading(
  found: ReturnType<FindWebhook>,
  text: () => Promise<string>,
): Promise<unknown> | undefined {
  if (typeof found === 'object') return found.value ? undefined : found.load();
  const ready = found?.ready;
  return ready && text().then(ready);
}

/** In order: configurations by name, then their webhooks. Configurations themselves are reviewed by nobody. */
function interested(core: Core, resource: string, review: Review): readonly Fields[] {
  if (core.store.count(resource) === 0) return [];
  const { name } = review.call.resource;
  if (name === mutating || name === validating) return [];
  return webhooksOf(core, resource).filter((webhook) => wants(core, webhook, review));
}

function webhooksOf({ store }: Core, resource: string): readonly Fields[] {
  return store
    .list(resource)
    .flatMap((configuration) => listOf(at(configuration, 'webhooks')))
    .map(fieldsOf);
}

function mutate(core: Core, find: FindWebhook, review: Review): KubeObject {
  const first = current(review);
  const seen: { webhook: Fields; left: KubeObject }[] = [];
  let object = first;
  for (const webhook of interested(core, mutating, review)) {
    object = apply(core, find, webhook, reviewing(review, object));
    seen.push({ webhook, left: object });
  }
  // A second look for those who ask for it, where others changed what they had left.
  for (const { webhook, left } of seen) {
    if (webhook['reinvocationPolicy'] !== 'IfNeeded' || isEqual(left, object)) continue;
    object = apply(core, find, webhook, reviewing(review, object));
  }
  return object;
}

const nothing = asObject({});

function current({ object, old }: Review): KubeObject {
  return object ?? old ?? nothing;
}

function reviewing(review: Review, object: KubeObject): Review {
  return review.object ? { ...review, object } : review;
}

function apply(core: Core, find: FindWebhook, webhook: Fields, review: Review): KubeObject {
  const response = ask(core, find, webhook, review);
  const object = current(review);
  if (!response) return object;
  if (!response.allowed) throw denial(webhook, response);
  if (!review.object || !response.patch || response.patch.length === 0) return object;
  const { resource, version } = review.call;
  const { object: sent } = requestOf(core, review);
  const { decode, patch } = core.rules.ofRequests();
  const fields = patch(resource, {
    version,
    type: 'json',
    object: asObject(fieldsOf(sent)),
    patch: response.patch,
  });
  const { warn } = review.call;
  const incoming = { version, fields, fieldValidation: 'Ignore', warn } as const;
  return fromVersion(resource, decode(resource, incoming), version);
}

/** Undefined when the webhook failed and may be ignored. */
function ask(
  core: Core,
  find: FindWebhook,
  webhook: Fields,
  review: Review,
): AdmissionResponse | undefined {
  const name = textOf(webhook['name']);
  if (review.call.dryRun && !['None', 'NoneOnDryRun'].includes(textOf(webhook['sideEffects']))) {
    throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  }
  try {
    const response = callWebhook(core, find, webhook, requestOf(core, review));
    for (const warning of response.warnings ?? []) review.call.warn(warning);
    return response;
  } catch (error) {
    if (!(error instanceof WebhookFailure)) throw error;
    if (webhook['failurePolicy'] === 'Ignore') return undefined;
    throw internal(`failed calling webhook ${JSON.stringify(name)}: ${error.message}`);
  }
}

/** webhook/errors/statuserror.go ToStatusErr. */
function denial(webhook: Fields, { status }: AdmissionResponse) {
  const name = JSON.stringify(textOf(webhook['name']));
  const { message = '', reason = '', code = 400 } = status ?? {};
  const why = message || reason;
  const text =
    why === ''
      ? `admission webhook ${name} denied the request without explanation`
      : `admission webhook ${name} denied the request: ${why}`;
  return failure(Math.max(400, code), reason, text);
}
