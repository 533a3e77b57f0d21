import type { Ran } from '#checks/world.ts';
import type { Cluster } from '#cluster/cluster.ts';
import { createCurl } from '#commands/curl/curl.ts';
import { istioctl } from '#commands/istioctl/istioctl.ts';
import type { Reach } from '#commands/kubectl/context.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import { less } from '#commands/less/less.ts';
import { linkerd } from '#commands/linkerd/linkerd.ts';
import { createNano } from '#commands/nano/nano.ts';
import { createOpenssl } from '#commands/openssl/openssl.ts';
import { laterProgram } from '#process/later-program.ts';
import { createFiles, type MemoryFiles } from '#process/memory-files.ts';
import type { Program } from '#process/program.ts';
import { corePrograms } from '#shell/programs/table.ts';
import { createSh } from '#shell/sh.ts';
import { kubeconfigOf } from './kubeconfig.ts';
import { istioctlBinary, linkerdBinary } from './outside/binaries.ts';
import { pages } from './outside/pages.ts';

/** The learner's machine: what its shell finds. */
export interface Laptop {
  files: MemoryFiles;
  programs: ReadonlyMap<string, Program>;
  /** What its kubectl reaches the cluster with. */
  reach: Reach;
}

export const home = '/home/apprenant';
/** Where kind publishes the API server; everything sent there goes to the simulated one. */
const apiServer = 'https://127.0.0.1:6443';

export interface LaptopOptions {
  /** Files of the home folder, by path from it. */
  homeFiles: Readonly<Record<string, string>>;
  /** Opens a file in the page's editor, and resolves when it is closed. */
  edit: (path: string) => Promise<void>;
  /** Opens an address in the page's panel. */
  browse?: (url: string) => void;
  turn: () => Promise<void>;
  /** Told of every program once it has ended. */
  onRun: (run: Ran) => void;
}

export function createLaptop(cluster: Cluster, options: LaptopOptions): Laptop {
  const { homeFiles, edit, browse = () => undefined, turn, onRun } = options;
  const files = createFiles({ now: cluster.clock.now });
  const all = { '.kube/config': kubeconfigOf(apiServer), ...homeFiles };
  for (const [path, text] of Object.entries(all)) {
    const full = `${home}/${path}`;
    files.makeFolder(full.slice(0, full.lastIndexOf('/')), { parents: true });
    files.write(full, text);
  }
  const { machine } = cluster.network;
  const programs = new Map<string, Program>(corePrograms);
  const reach = { fetch: cluster.fetch, apiServer, serve: machine.serve, programs, download };
  const sh = createSh({ programs, turn, random: cluster.random });
  for (const name of ['sh', 'bash']) programs.set(name, sh);
  programs.set('kubectl', kubectl(reach));
  programs.set('curl', createCurl(machine, { pages }));
  programs.set(
    'tar',
    laterProgram(async () => (await import('#commands/coreutils/tar.ts')).tar),
  );
  programs.set(istioctlBinary, istioctl(reach));
  programs.set(linkerdBinary, linkerd({ ...reach, browse, random: cluster.random }));
  programs.set('openssl', createOpenssl(machine));
  programs.set(
    'watch',
    laterProgram(async () => (await import('#commands/watch/watch.ts')).createWatch(sh)),
  );
  for (const name of ['less', 'more']) programs.set(name, less);
  for (const name of ['nano', 'vi', 'vim', 'edit']) programs.set(name, createNano(edit));
  for (const [name, program] of programs) programs.set(name, told(program, onRun));
  return { files, programs, reach };
}

/** What `kubectl apply -f https://…` is served. */
async function download(url: string): Promise<Response> {
  const page = await pages.get(url);
  if (page === undefined) throw notSimulated(`le téléchargement de ${new URL(url).host}`);
  return new Response(page);
}

function told(program: Program, onRun: LaptopOptions['onRun']): Program {
  return async (process) => {
    const exitCode = await program(process);
    const [name, ...args] = process.argv;
    onRun({ program: name.slice(name.lastIndexOf('/') + 1), args, exitCode });
    return exitCode;
  };
}
