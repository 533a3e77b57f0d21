import type { Restore } from '#cluster/clock/clock.ts';
import type { Later } from '#process/later.ts';
import type { Draft, JsonObject, KubeObject } from './object.ts';
import type { ObjectOf, ResourceName, ResourceTypes } from './resource-types.ts';

/**
 * The API server as the cluster's own parts see it: the same verbs as over HTTP (defaults, admission, conflicts and, from
 * the first request on, validation), without the wire. Synchronous: what it does is done when it returns. Refusals throw an `ApiError`.
 */
export interface Api {
  get: <R extends ResourceName>(resource: R, at: ObjectKey) => ObjectOf<R>;
  /** As `get`, undefined instead of a 404. */
  find: <R extends ResourceName>(resource: R, at: ObjectKey) => ObjectOf<R> | undefined;
  /** In the order of etcd: namespace, then name, by byte. */
  list: <R extends ResourceName>(resource: R, options?: ListOptions) => readonly ObjectOf<R>[];
  create: <R extends ResourceName>(resource: R, object: DraftOf<R>, by?: Actor) => ObjectOf<R>;
  /** Replaces; a `metadata.resourceVersion` that is not the stored one is a 409. `status` changes only through `updateStatus`. */
  update: <R extends ResourceName>(resource: R, object: ObjectOf<R>, by?: Actor) => ObjectOf<R>;
  updateStatus: <R extends ResourceName>(
    resource: R,
    object: ObjectOf<R>,
    by?: Actor,
  ) => ObjectOf<R>;
  /** A JSON merge patch (RFC 7386). */
  merge: <R extends ResourceName>(
    resource: R,
    at: ObjectKey,
    patch: JsonObject,
    by?: Actor & { subresource?: Subresource },
  ) => ObjectOf<R>;
  /** The binding subresource: puts a pod on a node and sets its PodScheduled condition. Refused (409) when it has one. */
  bind: (pod: ObjectKey, node: string, by?: Actor) => void;
  delete: (resource: ResourceName, at: ObjectKey, options?: DeleteOptions) => void;
  /** Told after each change is committed, in order. Handlers must not write: put the key in a queue and use the clock. */
  watch: <R extends ResourceName>(resource: R, listener: (event: ChangeOf<R>) => void) => Unwatch;
  /** Every resource served now, custom ones included. */
  resources: () => readonly ResourceName[];
  save: () => Restore;
}

/** What a merge patch may write instead of the object itself: `finalize` is a namespace's spec.finalizers. */
type Subresource = 'status' | 'finalize' | 'ephemeralcontainers' | 'resize';

export type DraftOf<R extends ResourceName> = R extends keyof ResourceTypes
  ? Draft<ResourceTypes[R]>
  : Draft<Record<string, unknown>>;

/** Namespace is left out for cluster-scoped resources. */
export interface ObjectKey {
  namespace?: string | undefined;
  name: string;
}

export interface ListOptions {
  namespace?: string | undefined;
  /** As `kubectl -l`: `app=web,tier!=db`. */
  labels?: string | undefined;
  /** Only what this uid owns; kept in an index. */
  owner?: string | undefined;
  /** Only the pods of this node; kept in an index. */
  node?: string | undefined;
}

/** Who writes: user name for RBAC and audit, manager for managedFields. */
export interface Actor {
  user?: string;
  manager?: string;
}

export interface DeleteOptions extends Actor {
  gracePeriodSeconds?: number | undefined;
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  preconditions?: { uid?: string; resourceVersion?: string } | undefined;
}

export interface ChangeOf<R extends ResourceName> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: ObjectOf<R>;
  /** What was there before, but for ADDED. */
  old?: ObjectOf<R>;
}

type Unwatch = () => void;

/** metav1.Status, as the API server writes it. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, never>;
  status: 'Failure' | 'Success';
  message?: string;
  reason?: string;
  details?: JsonObject;
  code: number;
}

export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: Status;
  /** The same in better words, which have to be loaded. */
  exact?: () => Promise<ApiError>;
  constructor(status: Status) {
    super(status.message ?? '');
    this.status = status;
  }
}

/**
 * A webhook is a function of whoever runs behind its Service. It gets an AdmissionReview's request and gives its
 * response; an exception is a webhook that failed (failurePolicy decides).
 */
export interface AdmissionWebhook {
  (request: AdmissionRequest): AdmissionResponse;
  /** Loads what a request that says so needs; undefined where nothing has to be loaded. */
  ready?: (text: string) => Promise<unknown> | undefined;
}

/** One that is loaded with the first request of a client for something that it wants to review. */
export type LateWebhook = Later<AdmissionWebhook>;

export interface AdmissionRequest {
  uid: string;
  kind: { group: string; version: string; kind: string };
  resource: { group: string; version: string; resource: string };
  subResource?: string;
  name: string;
  namespace?: string;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  userInfo: { username: string; groups: readonly string[] };
  object?: KubeObject;
  oldObject?: KubeObject;
  dryRun: boolean;
}

export interface AdmissionResponse {
  allowed: boolean;
  status?: { code?: number; message?: string; reason?: string };
  /** RFC 6902 operations, applied to the object. */
  patch?: readonly JsonObject[];
  warnings?: readonly string[];
}
