import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import {
  CommandError,
  Failures,
  StatusError,
  isNotFound,
  messageOf,
} from '#commands/kubectl/errors.ts';
import { goDuration } from '#commands/kubectl/go-duration.ts';
import { textAt } from '#commands/kubectl/json.ts';
import type { DryRun } from '#commands/kubectl/writes.ts';

/** Evicts all at the same time and waits until they are gone: kubectl/pkg/drain/drain.go (v1.35). */
export async function evictAll(
  context: Context,
  pods: readonly JsonObject[],
  dryRun: DryRun,
): Promise<void> {
  const { time } = context.process;
  const limit = context.flags.number('timeout');
  const deadline = limit === 0 ? Number.POSITIVE_INFINITY : time.now() + limit;
  // One goroutine a pod: Go runs the one that was started last before the others.
  const inTurn = [...pods.slice(-1), ...pods.slice(0, -1)];
  const results = await Promise.allSettled(
    inTurn.map((pod) => new Eviction(context, pod, { deadline, dryRun }).run()),
  );
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  context.process.signal.throwIfAborted();
  const fault = errors.find((error) => !(error instanceof CommandError));
  if (fault !== undefined) throw fault;
  if (errors.length > 0) throw new Failures(errors);
}

/** One pod on its way out. */
class Eviction {
  readonly #context: Context;
  readonly #pod: JsonObject;
  readonly #deadline: number;
  readonly #dryRun: DryRun;
  readonly #name: string;
  readonly #namespace: string;

  constructor(
    context: Context,
    pod: JsonObject,
    { deadline, dryRun }: { deadline: number; dryRun: DryRun },
  ) {
    this.#context = context;
    this.#pod = pod;
    this.#deadline = deadline;
    this.#dryRun = dryRun;
    this.#name = textAt(pod, 'metadata.name');
    this.#namespace = textAt(pod, 'metadata.namespace');
  }

  async run(): Promise<void> {
    for (;;) {
      await this.#say(`evicting pod ${this.#namespace}/${this.#name}`);
      this.#checkTime('evicting');
      try {
        await this.#send();
        break;
      } catch (error) {
        if (isNotFound(error)) return;
        if (!(error instanceof StatusError)) throw error;
        const what = `error when evicting pods/"${this.#name}" -n "${this.#namespace}"`;
        if (error.status.reason !== 'TooManyRequests')
          throw new CommandError(`${what}: ${messageOf(error)}`);
        await this.#context.err(`${what} (will retry after 5s): ${messageOf(error)}\n`);
        await this.#sleep(5000);
      }
    }
    if (this.#dryRun === 'none') await this.#waitUntilGone();
  }

  async #say(text: string): Promise<void> {
    const suffix = this.#dryRun === 'server' ? ' (server dry run)' : '';
    await this.#context.out(`${text}${suffix}\n`);
  }

  #checkTime(doing: 'evicting'): void {
    if (this.#context.process.time.now() < this.#deadline) return;
    throw new CommandError(
      `error when ${doing} pods/"${this.#name}" -n "${this.#namespace}": global timeout reached: ${this.#limitText()}`,
    );
  }

  async #send(): Promise<void> {
    const { flags, client } = this.#context;
    const grace = flags.number('grace-period');
    const path = `/api/v1/namespaces/${this.#namespace}/pods/${this.#name}`;
    const options = {
      ...(grace >= 0 ? { gracePeriodSeconds: grace } : {}),
      ...(this.#dryRun === 'server' ? { dryRun: ['All'] } : {}),
    };
    if (flags.isOn('disable-eviction')) {
      const body = { kind: 'DeleteOptions', apiVersion: 'v1', ...options };
      await client.json('DELETE', path, { body });
      return;
    }
    const metadata = { name: this.#name, namespace: this.#namespace };
    await client.json('POST', `${path}/eviction`, {
      body: { kind: 'Eviction', apiVersion: 'policy/v1', metadata, deleteOptions: options },
    });
  }

  async #waitUntilGone(): Promise<void> {
    const path = `/api/v1/namespaces/${this.#namespace}/pods/${this.#name}`;
    const uid = textAt(this.#pod, 'metadata.uid');
    for (;;) {
      try {
        const now = await this.#context.client.json('GET', path);
        if (textAt(now, 'metadata.uid') !== uid) break;
      } catch (error) {
        if (isNotFound(error)) break;
        throw new CommandError(
          `error when waiting for pod "${this.#name}" in namespace "${this.#namespace}" to terminate: ${messageOf(error)}`,
        );
      }
      if (this.#context.process.time.now() >= this.#deadline)
        throw new CommandError(
          `error when waiting for pod "${this.#name}" in namespace "${this.#namespace}" to terminate: global timeout reached: ${this.#limitText()}`,
        );
      await this.#sleep(1000);
    }
    const how = this.#context.flags.isOn('disable-eviction') ? 'deleted' : 'evicted';
    await this.#context.out(`pod/${this.#name} ${how}\n`);
  }

  async #sleep(ms: number): Promise<void> {
    const { time, signal } = this.#context.process;
    await time.sleep(ms, signal);
  }

  #limitText(): string {
    return goDuration(this.#context.flags.number('timeout'));
  }
}
