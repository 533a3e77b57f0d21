import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import type { Container, Image, MainProcess } from '#cluster/kubelet/image.ts';
import { createNetwork, type Network } from '#cluster/network/network.ts';
import { createFiles } from '#process/memory-files.ts';
import { images } from './images.ts';
import { loadImages } from './load-images.ts';

await loadImages();

const byName = new Map(images.map((image) => [image.name, image]));

/** The image of a reference as manifests write it: `nginx:1.29`, `mccutchen/go-httpbin@sha256:…`. */
export function findImage(reference: string): Image | undefined {
  return byName.get(fullName(reference))?.content.value;
}

/** Without tag and digest, with its registry: `docker.io/library/nginx`. */
export function fullName(reference: string): string {
  const name = reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return isRegistry ? name : `docker.io/${name}`;
}

export interface StandalonePod {
  container: Container;
  main: MainProcess | undefined;
  log: string[];
  /** The exit code, once there is one. */
  exits: number[];
}

/** A network, a clock and pods that somebody starts by hand: for tests of programs and images, without a cluster. */
export function createStandalone() {
  const clock = createClock(Date.UTC(2026, 0, 5, 9));
  const random = createRandom(1);
  const hosts = new Map<string, string>();
  const network: Network = createNetwork({
    api: { list: () => [], watch: () => () => {} },
    clock,
    random,
    outside: hosts,
  });
  network.addNode({ ip: '172.18.0.2', name: 'node' });
  let count = 1;
  const start = (
    reference: string,
    {
      name = `pod-${count}`,
      argv,
      env = {},
    }: { name?: string; argv?: readonly string[]; env?: Record<string, string> } = {},
  ): StandalonePod => {
    count += 1;
    const ip = `10.244.0.${count}`;
    const image = findImage(reference);
    if (!image) throw new Error(`no image ${reference}`);
    hosts.set(name, ip);
    const files = createFiles({ now: clock.now });
    for (const [path, text] of Object.entries(image.files ?? {})) {
      files.makeFolder(path.slice(0, path.lastIndexOf('/')), { parents: true });
      files.write(path, text);
    }
    const log: string[] = [];
    const exits: number[] = [];
    const container: Container = {
      name: 'main',
      image: reference,
      pod: { namespace: 'default', name, uid: name, ip, node: 'node' },
      labels: {},
      serviceAccount: 'default',
      env: new Map(Object.entries({ HOSTNAME: name, ...image.env, ...env })),
      files,
      network: network.addPod({ ip, host: name, namespace: 'default', node: 'node' }),
      clock,
      random,
      log: (line) => void log.push(line),
      exit: (code) => void exits.push(code),
    };
    const main = image.start?.(
      argv ?? [...(image.entrypoint ?? []), ...(image.command ?? [])],
      container,
    );
    return { container, main, log, exits };
  };
  return { clock, random, network, hosts, start };
}
