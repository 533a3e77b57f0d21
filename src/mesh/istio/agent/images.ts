import type { Image } from '#cluster/kubelet/image.ts';
import { agentProgram, proxyUserStack } from './agent-program.ts';
import { startIptables } from './iptables.ts';
import { startIstiod } from './istiod.ts';
import type { Mesh } from './mesh.ts';
import { startAgent } from './pilot-agent.ts';

const shell = [
  'bash',
  'cat',
  'curl',
  'env',
  'grep',
  'head',
  'hostname',
  'id',
  'ls',
  'nc',
  'nslookup',
  'openssl',
  'ps',
  'sh',
  'sleep',
  'tail',
  'wget',
];

/** pilot and proxyv2 (pilot/docker, 1.31). The distroless variants have the same processes, and no shell. */
export function processImages(mesh: Mesh): ReadonlyMap<string, Image> {
  const pilot: Image = {
    name: 'pilot',
    size: 78,
    user: 'istio-proxy',
    entrypoint: ['/usr/local/bin/pilot-discovery'],
    programs: [...shell, 'pilot-discovery'],
    start: (argv, container) =>
      argv[1] === 'discovery' ? startIstiod(mesh, container) : undefined,
  };
  const proxy: Image = {
    name: 'proxyv2',
    size: 118,
    user: 'istio-proxy',
    entrypoint: ['/usr/local/bin/pilot-agent'],
    programs: [...shell, 'pilot-agent', 'envoy', 'iptables-save'],
    start: (argv, container) => {
      if (argv[1] === 'istio-iptables') return startIptables(argv, container);
      return argv[1] === 'proxy' ? startAgent(mesh, argv, container) : undefined;
    },
    inside: (container) => ({
      container: { ...container, network: proxyUserStack(container.network) },
      programs: new Map([['pilot-agent', agentProgram(container)]]),
    }),
  };
  const distroless = (image: Image): Image => ({
    ...image,
    programs: image.programs.filter((name) => !shell.includes(name)),
  });
  return new Map([
    ['pilot', pilot],
    ['pilot-distroless', distroless(pilot)],
    ['proxyv2', proxy],
    ['proxyv2-distroless', distroless(proxy)],
  ]);
}
