import { collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, messageOf, notSimulated } from './errors.ts';
import { runningTimeout } from './exec.ts';
import { type Door, Lost, forwardOne } from './forwarding/connection.ts';
import { type Forward, checkProtocols, forwardsOf } from './forwarding/ports.ts';
import { textAt } from './json.ts';
import { podFor } from './pods/representative.ts';
import { clientScheme, isBuiltIn, notRegistered } from './scheme.ts';
import { klogLine } from './klog.ts';
import { getObject } from './writes.ts';

/** kubectl/pkg/cmd/portforward (v1.35). */
export const portForward: Verb = async (context) => {
  const { args } = context;
  const [name = '', ...words] = args;
  if (args.length < 2)
    throw context.usage('TYPE/NAME and list of ports are required for port-forward');
  context.askNamespace();
  const timeout = runningTimeout(context);
  const infos = await collect(context, { args: [name], usualKind: 'pods' });
  const [target] = infos;
  if (target === undefined) throw new CommandError('no resources found');
  if (!isBuiltIn(target.resource)) throw notRegistered(target.resource, { scheme: clientScheme });
  const pod = await podFor(context, target, timeout);
  const isService = target.resource.kind === 'Service';
  checkProtocols(words, isService ? target.object : pod.object);
  const forwards = forwardsOf(words, pod.object, isService ? target.object : undefined);
  const phase = textAt(await getObject(context, pod), 'status.phase');
  if (phase !== 'Running')
    throw new CommandError(
      `unable to forward port because pod is not running. Current status=${phase}`,
    );
  await new Tunnel(context, pod).open(forwards);
};

/** What stays open until Ctrl-C, or until the pod is lost. */
class Tunnel {
  readonly #context: Context;
  readonly #pod: { namespace: string; name: string };
  readonly #closers: (() => void)[] = [];
  readonly #lost: Promise<never>;
  #lose: (error: Error) => void = () => undefined;

  constructor(context: Context, pod: { namespace: string; name: string }) {
    this.#context = context;
    this.#pod = pod;
    this.#lost = new Promise((_, reject) => {
      this.#lose = reject;
    });
    this.#lost.catch(() => undefined);
  }

  async open(forwards: readonly Forward[]): Promise<void> {
    const { process, flags } = this.#context;
    try {
      let opened = 0;
      for (const forward of forwards)
        if (await this.#listen(forward, addressesOf(flags.list('address')))) opened++;
      if (opened === 0)
        throw new CommandError(
          `unable to listen on any of the requested ports: [${forwards.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`,
        );
      await Promise.race([this.#lost, stopped(process.signal)]);
    } finally {
      for (const close of this.#closers) close();
    }
  }

  async #listen(forward: Forward, addresses: readonly string[]): Promise<boolean> {
    let local = forward.local;
    const failures: string[] = [];
    for (const address of addresses) {
      const bound = this.#bind(address, local, forward.remote);
      if (bound === undefined) {
        failures.push(
          `unable to create listener: Error listen tcp${address.includes(':') ? '6' : '4'} ${hostPort(address, local)}: bind: address already in use`,
        );
        continue;
      }
      local = bound;
      await this.#context.out(`Forwarding from ${hostPort(address, local)} -> ${forward.remote}\n`);
    }
    if (failures.length < addresses.length) return true;
    await this.#context.err(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${failures.join(' ')}]\n`,
    );
    return false;
  }

  /** The port that it got; any free one where none is asked for. */
  #bind(address: string, wanted: number, remote: number): number | undefined {
    const { serve } = this.#context.reach;
    if (serve === undefined) throw notSimulated('port-forward');
    const { namespace, name: pod } = this.#pod;
    for (let port = wanted || 40_000; port < 65_536; port++)
      try {
        const door = { namespace, pod, remote };
        this.#closers.push(
          serve(port, (request) => this.#answer(port, door, request), { address }),
        );
        return port;
      } catch {
        if (wanted !== 0) return undefined;
      }
    return undefined;
  }

  async #answer(
    local: number,
    door: Door,
    request: Parameters<typeof forwardOne>[2],
  ): ReturnType<typeof forwardOne> {
    await this.#context.out(`Handling connection for ${local}\n`);
    try {
      return await forwardOne(this.#context, door, request);
    } catch (error) {
      const text = `an error occurred forwarding ${local} -> ${door.remote}: ${messageOf(error)}`;
      await this.#context.err(
        klogLine(
          this.#context,
          'E',
          'portforward.go:424',
          `"Unhandled Error" err=${JSON.stringify(text)}`,
        ),
      );
      if (error instanceof Lost) this.#lose(new CommandError('lost connection to pod'));
      return { type: 'failure', failure: { reason: 'closed' }, elapsed: 0 };
    }
  }
}

function hostPort(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function addressesOf(list: readonly string[]): string[] {
  const all = list.flatMap((one) => (one === 'localhost' ? ['127.0.0.1', '::1'] : [one]));
  for (const one of all)
    if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(one) && !one.includes(':'))
      throw new CommandError(`${one} is not a valid IP`);
  return [...new Set(all)].sort();
}

/** Ctrl-C ends it, and is no failure. */
function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
