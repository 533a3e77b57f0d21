import type { JsonObject } from '#cluster/api/object.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { configPath, valuesIn } from '#commands/linkerd/stored-values.ts';
import type { Manifest } from '#mesh/linkerd/install/manifest.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** What a run of checks is told. */
export interface CheckerOptions {
  /** Of the proxies to check; every one when empty. */
  readonly dataPlaneNamespace: string;
  readonly waitMs: number;
  /** `--expected-version`: in the place of what versioncheck.linkerd.io answers. */
  readonly expectedVersion?: string;
  /** `--cli-version-override`. */
  readonly cliVersion?: string;
  /** `--linkerd-cni-enabled`, before there is a configuration. */
  readonly hasCni?: boolean;
}

/**
 * A run of checks: its cluster, and what it was told. Each check reads the cluster for itself; what two of them read at the
 * same instant is asked for once.
 */
export class Checker {
  readonly context: Context;
  readonly namespace: string;
  readonly dataPlaneNamespace: string;
  readonly expectedVersion: string;
  readonly cliVersion: string;
  readonly hasCni: boolean;
  /** No check is tried again from then on. */
  readonly deadline: number;
  private read: { readonly at: number; readonly answers: Map<string, Promise<JsonObject>> };

  constructor(context: Context, options: CheckerOptions) {
    this.context = context;
    this.namespace = context.controlPlaneNamespace;
    this.dataPlaneNamespace = options.dataPlaneNamespace;
    this.expectedVersion = options.expectedVersion ?? '';
    this.cliVersion = options.cliVersion || linkerdVersion;
    this.hasCni = options.hasCni ?? false;
    this.deadline = context.process.time.now() + options.waitMs;
    this.read = { at: this.now, answers: new Map() };
  }

  get now(): number {
    return this.context.process.time.now();
  }

  async get(path: string, labelSelector?: string): Promise<JsonObject> {
    if (this.read.at !== this.now) this.read = { at: this.now, answers: new Map() };
    const { answers } = this.read;
    const key = `${path} ${labelSelector ?? ''}`;
    const answer =
      answers.get(key) ?? this.context.client.json('GET', path, { query: { labelSelector } });
    answers.set(key, answer);
    return await answer;
  }

  /** Undefined when there is none. */
  async find(path: string): Promise<JsonObject | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(path: string, labelSelector?: string): Promise<readonly JsonObject[]> {
    return listAt(await this.get(path, labelSelector), 'items');
  }

  /** Of one namespace, or of all when it is ''. */
  async listIn(
    namespace: string,
    plural: string,
    labelSelector?: string,
  ): Promise<readonly JsonObject[]> {
    const place = namespace === '' ? '' : `/namespaces/${namespace}`;
    return await this.list(`/api/v1${place}/${plural}`, labelSelector);
  }

  /** What Linkerd was installed with. */
  async values(): Promise<unknown> {
    return valuesIn(await this.get(configPath(this.context)));
  }

  /** What `linkerd install` would create, by default. */
  async installObjects(): Promise<readonly Manifest[]> {
    const { process, random } = this.context;
    const parts = Promise.all([
      import('#mesh/linkerd/install/control-plane.ts'),
      import('#mesh/linkerd/install/default-values.ts'),
    ]);
    const [{ controlPlane }, { defaultValues }] = await process.time.hold(parts);
    const making = { now: this.now, random };
    return controlPlane(defaultValues, this.namespace, making);
  }
}
