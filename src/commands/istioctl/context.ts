import type { Process } from '#process/program.ts';
import { Client } from '#commands/kubectl/client.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import type { Flags } from '#commands/kubectl/flags.ts';
import { type Access, chooseAccess, loadKubeconfig } from '#commands/kubectl/kubeconfig.ts';

/** Flags that choose the cluster as kubectl's of the same name do: `--cluster` of a command is another one. */
const choosing: ReadonlySet<string> = new Set(['as', 'as-group', 'context', 'kubeconfig']);

/** What kubectl's flags say that istioctl has not. */
const usual: Readonly<Record<string, string>> = { 'request-timeout': '0' };

export interface CommandLine {
  /** `experimental describe pod`, whatever aliases were typed. */
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Flags;
}

/** One run of one command: its line, its process, and the cluster when it asks for it. */
export class Context {
  readonly process: Process;
  readonly reach: Reach;
  readonly path: string;
  readonly args: readonly string[];
  readonly flags: Flags;
  #access: Access | undefined;
  #client: Client | undefined;

  constructor(process: Process, reach: Reach, line: CommandLine) {
    this.process = process;
    this.reach = reach;
    this.path = line.path;
    this.args = line.args;
    this.flags = line.flags;
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
    const { flags } = this;
    const own = {
      text: (name: string) => (choosing.has(name) ? flags.text(name) : (usual[name] ?? '')),
      list: (name: string) => (choosing.has(name) ? flags.list(name) : []),
    };
    this.#access ??= chooseAccess(
      this.process,
      loadKubeconfig(this.process, flags),
      own,
      'istioctl',
    );
    return this.#access;
  }

  /** `-n`, else the kubeconfig's. */
  get namespace(): string {
    return this.flags.text('namespace') || this.access().namespace;
  }

  /** Where istiod runs. */
  get istioNamespace(): string {
    return this.flags.text('istioNamespace');
  }

  /** The API; what the server warns of is not shown, as client-go's default handler only logs it. */
  get client(): Client {
    this.#client ??= new Client({
      fetch: this.reach.fetch,
      connection: this.access(),
      process: this.process,
      warn: () => undefined,
    });
    return this.#client;
  }
}
