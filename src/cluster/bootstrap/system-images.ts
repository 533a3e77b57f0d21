import type { Image } from '#cluster/kubelet/image.ts';
import type { Server } from '#cluster/network/stack.ts';
import { kubernetesVersion } from '#cluster/versions.ts';

const kindnet = 'v20251212-v0.29.0-alpha-105-g20ccfc88';

/** What a kind node holds before anything is pulled: name, megabytes, ports that answer probes. */
const table: readonly (readonly [name: string, size: number, ...ports: number[]])[] = [
  [`registry.k8s.io/kube-apiserver:${kubernetesVersion}`, 90.2],
  [`registry.k8s.io/kube-controller-manager:${kubernetesVersion}`, 76.9],
  [`registry.k8s.io/kube-scheduler:${kubernetesVersion}`, 52.8],
  [`registry.k8s.io/kube-proxy:${kubernetesVersion}`, 73.4],
  ['registry.k8s.io/etcd:3.6.6-0', 63.6],
  ['registry.k8s.io/coredns/coredns:v1.13.1', 79.2, 8080, 8181, 9153],
  [`docker.io/kindest/kindnetd:${kindnet}`, 107.8],
  [`docker.io/kindest/local-path-provisioner:${kindnet}`, 57.3],
  ['docker.io/kindest/local-path-helper:v20241212-8ac705d0', 3.1],
  ['registry.k8s.io/pause:3.10.1', 0.7],
];

/** The images of the cluster itself: they run and answer their probes, nothing more. */
export const systemImages: readonly Image[] = table.map(([name, size, ...ports]) => ({
  name,
  size,
  programs: [],
  entrypoint: [name],
  start: (_argv, { exit, log, network }) => {
    for (const line of name.includes('coredns') ? coreDnsLog : notSimulated) log(line);
    const stops = ports.map((port) => network.listen(port, answerOk));
    return {
      terminate: () => exit(0),
      kill: () => stops.forEach((stop) => stop()),
    };
  },
}));

const coreDnsLog = [
  '.:53',
  '[INFO] plugin/reload: Running configuration SHA512 = 1b226df79860026c6a52e67daa10d7f0d57ec5b023288ec00c5e05f93523c894564e15b91770d3a07ae1cfbe861d15b37d4a0027e69c546ab112970993a3b03b',
  'CoreDNS-1.13.1',
  'linux/amd64, go1.25.2, 1db4568',
];
const notSimulated = ['maillage: le journal de ce composant n’est pas simulé dans ce cours'];

const answerOk: Server = () => ({
  type: 'response',
  response: { status: 200, headers: [], body: 'OK', protocol: 'HTTP/1.1' },
  elapsed: 1,
});

export function systemImage(name: string): string {
  const found = table.find(([full]) => full.includes(`/${name}:`));
  if (!found) throw new Error(`no system image ${name}`);
  return found[0];
}
