import type { FileSystem } from '#process/files.ts';
import type { Program } from '#process/program.ts';
import type { Later } from '#process/later.ts';
import type { Clock, Restore } from '#cluster/clock/clock.ts';
import type { Random } from '#cluster/clock/random.ts';
import type { Stack } from '#cluster/network/stack.ts';

/** What is known of a container image: what it holds, and how its main process behaves. */
export interface Image {
  /** Any tag matches a name without one: `docker.io/library/nginx`. */
  readonly name: string;
  /** ENTRYPOINT and CMD. */
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Names on its PATH that `kubectl exec` finds: 'sh', 'curl', 'ls'. No 'sh' is an image without a shell. */
  readonly programs: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  /** Megabytes, for the pulled event and its duration. */
  readonly size: number;
  /**
   * The main process, when `argv` is one that the image knows (a server, a load generator). Undefined otherwise: `argv`
   * is then run as a program of the container (`sh -c …`, `sleep 3600`).
   */
  readonly start?: (argv: readonly string[], container: Container) => MainProcess | undefined;
  /** For an image whose programs see the container otherwise than its main process, or that has some of its own. */
  readonly inside?: (container: Container) => {
    container: Container;
    programs: ReadonlyMap<string, Program>;
  };
}

/** An image as a registry lists it: what it holds comes when a node pulls it. */
export interface ListedImage extends Pick<Image, 'name' | 'size'> {
  readonly content: Later<Image>;
}

export interface Container {
  readonly name: string;
  /** As the pod's manifest names it, tag included. */
  readonly image?: string;
  readonly pod: { namespace: string; name: string; uid: string; ip: string; node: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly env: ReadonlyMap<string, string>;
  /** Its root, mounted volumes included. */
  readonly files: FileSystem;
  readonly network: Stack;
  readonly clock: Clock;
  readonly random: Random;
  /** A line of its log, now. */
  log: (line: string, stream?: 'stdout' | 'stderr') => void;
  /** The main process ends by itself, or the kernel ends it for its memory (137). */
  exit: (code: number, reason?: 'OOMKilled') => void;
}

export interface MainProcess {
  /** SIGTERM: calls `exit` when it is done with it; a process without a handler (PID 1) never does, and is killed. */
  terminate?: () => void;
  /** The container is gone: close what was opened. */
  kill: () => void;
  /** What it counts and remembers, if anything. */
  save?: () => Restore;
}
