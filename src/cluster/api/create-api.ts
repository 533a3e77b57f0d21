import type { ClockDriver, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { ApiFetch } from '#cluster/client.ts';
import type { Kubelet } from '#cluster/kubelet/parts.ts';
import {
  createWebhookRegistry,
  createWebhooks,
  type WebhookRegistry,
} from './admission/webhooks.ts';
import { startAvailability } from './aggregation/availability.ts';
import { type AggregationRegistry, createAggregationRegistry } from './aggregation/registry.ts';
import type { Api } from './api.ts';
import { startApiServices } from './crd/api-services.ts';
import { startCleanup } from './crd/cleanup.ts';
import { createKinds } from './kinds/kinds.ts';
import type { User } from './rbac/authorizer.ts';
import { createFetch } from './rest/fetch.ts';
import { schemaRules } from './schema-rules.ts';
import { createStore } from './storage/store.ts';
import { createTypedApi } from './typed.ts';
import type { Core } from './verbs/core.ts';

export interface ApiOptions {
  readonly clock: ClockDriver;
  readonly random: Random;
  /** Looked for at each call: kubelets start after the API server. */
  readonly kubelet?: () => Kubelet | undefined;
  /** Whether the roles and bindings that are stored decide; without, everything is allowed. */
  readonly rbac?: boolean;
  /** Whose requests those without credentials are. */
  readonly user?: User;
}

export interface ApiServer {
  /** For the cluster's own parts. */
  readonly api: Api;
  /** For clients. */
  readonly fetch: ApiFetch;
  /** For those who run behind a Service that a webhook configuration names. */
  readonly registerWebhook: WebhookRegistry['register'];
  /** For those who run behind a Service that an APIService names. */
  readonly registerApi: AggregationRegistry['register'];
}

const admin: User = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
};

/** The API server: the only way to what the cluster stores. */
export function createApi({ clock, random, kubelet, rbac, user }: ApiOptions): ApiServer {
  const store = createStore();
  const kinds = createKinds(store);
  const registry = createWebhookRegistry();
  const aggregated = createAggregationRegistry();
  const webhooks = createWebhooks(() => core, registry.find);
  const core: Core = { store, clock, random, kinds, rules: schemaRules(kinds, clock), webhooks };
  const save = (): Restore => {
    const restores = [store.save(), registry.save(), aggregated.save()];
    return () => {
      for (const restore of restores) restore();
    };
  };
  const api: Api = { ...createTypedApi(core), save };
  startApiServices(core);
  startAvailability(core, aggregated);
  startCleanup(api, clock);
  const fetch = createFetch({
    core,
    api,
    rbac: rbac ?? false,
    kubelet: kubelet ?? (() => undefined),
    aggregated,
    defaultUser: user ?? admin,
    wake: clock.wake,
  });
  return { api, fetch, registerWebhook: registry.register, registerApi: aggregated.register };
}
