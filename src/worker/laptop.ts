import type { Cluster } from '#cluster/cluster.ts';
import { createCurl } from '#commands/curl/curl.ts';
import { kubectl } from '#commands/kubectl/kubectl.ts';
import type { MemoryFiles } from '#process/memory-files.ts';
import { createFiles } from '#process/memory-files.ts';
import type { Program } from '#process/program.ts';
import type { CompleteProgram } from '#shell/complete.ts';
import { corePrograms } from '#shell/programs/table.ts';
import { kubeconfigOf } from './kubeconfig.ts';

/** The learner's machine: what its shell finds. */
export interface Laptop {
  files: MemoryFiles;
  programs: ReadonlyMap<string, Program>;
  complete: CompleteProgram;
}

export const home = '/home/apprenant';
/** Where kind publishes the API server; everything sent there goes to the simulated one. */
const apiServer = 'https://127.0.0.1:6443';

/** `edit` opens a file in the page and resolves when it is closed. */
export function createLaptop(
  cluster: Cluster,
  homeFiles: Readonly<Record<string, string>>,
  edit: (path: string) => Promise<void>,
): Laptop {
  const files = createFiles({ now: cluster.clock.now });
  const all = { '.kube/config': kubeconfigOf(apiServer), ...homeFiles };
  for (const [path, text] of Object.entries(all)) {
    const full = `${home}/${path}`;
    files.makeFolder(full.slice(0, full.lastIndexOf('/')), { parents: true });
    files.write(full, text);
  }
  return {
    files,
    programs: new Map<string, Program>([
      ...corePrograms,
      ['kubectl', kubectl({ fetch: cluster.fetch })],
      ['curl', createCurl(cluster.network.machine)],
    ]),
    complete: () => Promise.resolve(undefined),
  };
}
