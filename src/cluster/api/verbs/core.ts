import type { Clock } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Kinds } from '#cluster/api/kinds/kinds.ts';
import type { Resource } from '#cluster/api/kinds/resource.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { User } from '#cluster/api/rbac/authorizer.ts';
import type { Rules } from '#cluster/api/rules.ts';
import type { Store } from '#cluster/api/storage/store.ts';

/** What every verb works with. */
export interface Core {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly kinds: Kinds;
  readonly rules: Rules;
  readonly webhooks: Webhooks;
}

/** One call of a verb, whoever makes it. */
export interface Call {
  readonly resource: Resource;
  /** The version that the client speaks. */
  readonly version: string;
  readonly subresource?: string | undefined;
  readonly user: User;
  /** For managedFields. */
  readonly manager: string;
  readonly operation: 'Update' | 'Apply';
  readonly dryRun: boolean;
  /** A `Warning` header, where there is a client to read it. */
  readonly warn: (text: string) => void;
}

/** The admission webhooks that the cluster's configurations ask for. */
export interface Webhooks {
  mutate: (review: Review) => KubeObject;
  validate: (review: Review) => void;
  /** Loads those that are interested in a resource, and what they need for what is sent; undefined where there is nothing to load. */
  load: (resource: Resource, text: () => Promise<string>) => Promise<unknown> | undefined;
}

export interface Review {
  readonly call: Call;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly namespace: string;
  readonly name: string;
  /** None when it is deleted. */
  readonly object?: KubeObject | undefined;
  readonly old?: KubeObject | undefined;
}
