import type { Client } from '#commands/kubectl/client.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import type { Flags } from '#commands/kubectl/flags.ts';
import {
  type Access,
  chooseAccess,
  type Kubeconfig,
  loadKubeconfig,
  usualNamespace,
} from '#commands/kubectl/kubeconfig.ts';
import type { Process } from '#process/program.ts';
import type { CommandLine } from './command.ts';
import { ReadingClient } from './reading-client.ts';

/** Flags that choose the cluster as kubectl's of the same name do: `--cluster` of a command is another one. */
const choosing: ReadonlySet<string> = new Set(['as', 'as-group', 'context', 'kubeconfig']);

/** What kubectl's flags say that these programs have not. */
const usual: Readonly<Record<string, string>> = { 'request-timeout': '0' };

/** One run of one command of a program that speaks to a cluster: its line, its process, and the cluster when it asks for it. */
export class ClusterContext {
  readonly process: Process;
  readonly reach: Reach;
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly help: () => string;
  readonly usage: () => string;
  #config: Kubeconfig | undefined;
  #access: Access | undefined;
  #client: Client | undefined;

  constructor(process: Process, reach: Reach, line: CommandLine) {
    this.process = process;
    this.reach = reach;
    this.path = line.path;
    this.args = line.args;
    this.flags = line.flags;
    this.help = line.help;
    this.usage = line.usage;
  }

  /** Standard output. */
  async out(text: string): Promise<void> {
    if (text !== '') await this.process.stdout.write(text);
  }

  /** Standard error. */
  async err(text: string): Promise<void> {
    if (text !== '') await this.process.stderr.write(text);
  }

  access(): Access {
    this.#access ??= chooseAccess(this.process, this.#kubeconfig, this.#choice);
    return this.#access;
  }

  /** `-n`, else the kubeconfig's. */
  get namespace(): string {
    const given = this.flags.has('namespace') ? this.flags.text('namespace') : '';
    return given || this.usualNamespace;
  }

  /** Without `-n`. */
  get usualNamespace(): string {
    return usualNamespace(this.process, this.#kubeconfig, this.#choice);
  }

  get #kubeconfig(): Kubeconfig {
    this.#config ??= loadKubeconfig(this.process, this.flags);
    return this.#config;
  }

  get #choice(): Pick<Flags, 'text' | 'list'> {
    const { flags } = this;
    return {
      text: (name) => (choosing.has(name) ? flags.text(name) : (usual[name] ?? '')),
      list: (name) => (choosing.has(name) ? flags.list(name) : []),
    };
  }

  /** The API; what the server warns of is not shown, as client-go's default handler only logs it. */
  get client(): Client {
    this.#client ??= new ReadingClient({
      ...this.reach,
      connection: this.access(),
      process: this.process,
      warn: () => undefined,
    });
    return this.#client;
  }
}
