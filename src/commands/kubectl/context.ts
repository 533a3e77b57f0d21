import type { ApiFetch } from '#cluster/client.ts';
import type { Machine } from '#cluster/network/machine.ts';
import type { Process, Program } from '#process/program.ts';
import { Client } from './client.ts';
import { type CommandError, usageError } from './errors.ts';
import type { Flags } from './flags.ts';
import {
  type Access,
  type Kubeconfig,
  checkFile,
  chooseAccess,
  loadKubeconfig,
  usualNamespace,
} from './kubeconfig.ts';
import { resolvePath } from './paths.ts';
import { Resources, discover } from './resources.ts';
import { findCommand } from './tree.ts';

/** What kubectl reaches the world with. */
export interface Reach {
  fetch: ApiFetch;
  /** Where that API is, as kubeconfigs say it: what is asked of another address gets no answer. Without it every address is its own. */
  apiServer?: string | undefined;
  /** `-f https://…`: only what the lab offers. Without it every URL is refused. */
  download?: ((url: string, signal: AbortSignal) => Promise<Response>) | undefined;
  /** `-k`: the objects of a kustomization, as YAML. Filled by kubectl.ts. */
  kustomize?: ((context: Context, folder: string) => Promise<string>) | undefined;
  /** Serves a port of the learner's machine: what port-forward listens with. A port already served throws. */
  serve?: Machine['serve'] | undefined;
  /** Opens an address in the machine's browser. A machine without one leaves it out. */
  browse?: ((url: string) => void) | undefined;
  /** The programs of that machine: $EDITOR and KUBECTL_EXTERNAL_DIFF are among them. */
  programs?: ReadonlyMap<string, Program> | undefined;
}

export interface CommandLine {
  /** `create deployment` */
  path: string;
  args: readonly string[];
  /** How many arguments stood before `--`; -1 without one. */
  dashAt: number;
  flags: Flags;
}

/** Commands that ask for a client before they ask for the namespace. What is wrong with the kubeconfig is told otherwise then. */
const asksClientFirst =
  /^(api-resources|api-versions|apply|auth .*|autoscale|certificate .*|cluster-info.*|cordon|create( (?!token$).*)?|diff|drain|explain|expose|replace|run|set (env|selector)|top node|uncordon|version|wait)$/;

/** One run of one command: its line, its process, and the cluster when it asks for it. */
export class Context {
  readonly process: Process;
  readonly reach: Reach;
  readonly path: string;
  readonly args: readonly string[];
  readonly dashAt: number;
  readonly flags: Flags;
  readonly #told = new Set<string>();
  readonly #warnings: string[] = [];
  #namespace = '';
  #access: Access | undefined;
  #client: Client | undefined;
  #resources: Promise<Resources> | undefined;

  constructor(process: Process, reach: Reach, line: CommandLine) {
    this.process = process;
    this.reach = reach;
    this.path = line.path;
    this.args = line.args;
    this.dashAt = line.dashAt;
    this.flags = line.flags;
  }

  /** Standard output. */
  async out(text: string): Promise<void> {
    await this.#flushWarnings();
    if (text !== '') await this.process.stdout.write(text);
  }

  /** Standard error. */
  async err(text: string): Promise<void> {
    await this.#flushWarnings();
    if (text !== '') await this.process.stderr.write(text);
  }

  kubeconfig(): Kubeconfig {
    return loadKubeconfig(this.process, this.flags);
  }

  access(): Access {
    if (!this.#asksClientFirst) this.askNamespace();
    // `create rolebinding --user` is that command's own flag, and hides the global one.
    const { flags: own } = findCommand(this.path.split(' ')).node;
    const flags = {
      text: (name: string) => (own.has(name) ? '' : this.flags.text(name)),
      list: (name: string) => (own.has(name) ? [] : this.flags.list(name)),
    };
    this.#access ??= chooseAccess(this.process, this.kubeconfig(), flags);
    return this.#access;
  }

  /** What the command asks of the kubeconfig before it reads a manifest. */
  askFirst(): void {
    if (this.#asksClientFirst) this.access();
    else this.askNamespace();
  }

  get #asksClientFirst(): boolean {
    const { flags } = this;
    const isRaw = flags.has('raw') && flags.text('raw') !== '';
    // `create --edit` is edit's.
    const edits = flags.has('edit') && flags.isOn('edit');
    return isRaw || (asksClientFirst.test(this.path) && !edits);
  }

  /** `-n`, else the context's. */
  get namespace(): string {
    this.askNamespace();
    return this.#namespace;
  }

  /** Refuses a context that is not there, unless `-n` says where to work: the first that most commands do. */
  askNamespace(): void {
    // Files that cannot be read are refused even so.
    checkFile(this.process, this.flags.text('kubeconfig'));
    const config = this.kubeconfig();
    this.#namespace ||=
      this.flags.text('namespace') || usualNamespace(this.process, config, this.flags);
  }

  /** Was `-n` on the line? */
  get hasNamespace(): boolean {
    return this.flags.changed('namespace') && this.flags.text('namespace') !== '';
  }

  get client(): Client {
    this.#client ??= new Client({
      ...this.reach,
      connection: this.access(),
      process: this.process,
      warn: (text) => this.#warn(text),
    });
    return this.#client;
  }

  /** What the server serves, as it is remembered. It is asked again where one of these types is not among it. */
  async resources(wanted: readonly string[] = []): Promise<Resources> {
    this.#resources ??= this.#discover();
    const known = await this.#resources;
    return known.isFresh || wanted.every((typed) => known.has(typed))
      ? known
      : await this.rediscover();
  }

  /** Asks again: a CRD may have come since. */
  rediscover(): Promise<Resources> {
    this.#resources = this.#discover(true);
    return this.#resources;
  }

  /** From now on, what short names may mean besides is told again. */
  forgetTold(): void {
    this.#resources = undefined;
  }

  async #discover(isFresh = false): Promise<Resources> {
    const told = new Set<string>();
    const { process, flags } = this;
    const folder = flags.changed('cache-dir')
      ? resolvePath(process, flags.text('cache-dir'))
      : `${process.env.get('HOME') ?? ''}/.kube/cache`;
    return new Resources(await discover(this.client, process, { folder, isFresh }), (text) => {
      if (!told.has(text)) this.#warnings.push(text);
      told.add(text);
    });
  }

  usage(message: string): CommandError {
    return usageError(this.path, message);
  }

  /** How many different warnings the server gave. */
  get warningCount(): number {
    return this.#told.size;
  }

  /** Each text once, before whatever is written next. */
  #warn(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#warnings.push(text);
  }

  async #flushWarnings(): Promise<void> {
    for (const text of this.#warnings.splice(0))
      await this.process.stderr.write(
        this.process.stderr.isTerminal
          ? `\u001b[33;1mWarning:\u001b[0m ${text}\n`
          : `Warning: ${text}\n`,
      );
  }

  /** What is left to say. */
  async end(): Promise<void> {
    await this.#flushWarnings();
  }
}

/** A verb: writes, and returns its exit code (0 when it returns nothing). Throw what errors.ts holds. */
export type Verb = (context: Context) => Promise<number | void>;
