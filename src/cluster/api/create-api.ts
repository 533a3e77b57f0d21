import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Api } from './api.ts';
import { createKinds } from './kinds/kinds.ts';
import type { Rules } from './rules.ts';
import { createStore } from './storage/store.ts';
import { createTypedApi } from './typed.ts';
import type { Core, Webhooks } from './verbs/core.ts';

export interface ApiOptions {
  readonly clock: Clock;
  readonly random: Random;
}

/** The API server: everything that writes to or reads from the store goes through what this returns. */
export function createApi({ clock, random }: ApiOptions): { api: Api } {
  const store = createStore();
  const core: Core = { store, clock, random, kinds: createKinds(store), rules, webhooks };
  return { api: { ...createTypedApi(core), save: store.save } };
}

const rules: Rules = {
  defaults: (object) => object,
  validate: () => [],
  track: (object) => object,
};

const webhooks: Webhooks = {
  mutate: ({ object, old }) => object ?? old ?? { apiVersion: '', kind: '', metadata: emptyMeta },
  validate: () => undefined,
};

const emptyMeta = { name: '', uid: '', resourceVersion: '', creationTimestamp: '' };
