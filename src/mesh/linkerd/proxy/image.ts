import type { Image } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import { startLinkerdProxy } from './linkerd-proxy.ts';
import { startProxyInit } from './proxy-init.ts';

/** `cr.l5d.io/linkerd/proxy`: the proxy, and the program that redirects a pod's connections to it. There is no shell in it. */
export function proxyImage(mesh: Mesh): Image {
  return {
    name: 'proxy',
    size: 45,
    user: '2102',
    entrypoint: ['/usr/lib/linkerd/linkerd2-proxy-identity'],
    programs: [],
    start: (argv, container) => {
      const [program = ''] = argv;
      if (program.endsWith('/linkerd2-proxy-init')) return startProxyInit(argv, container);
      const isProxy = /\/linkerd2-proxy(-identity)?$/.test(program);
      return isProxy ? startLinkerdProxy(mesh, container) : undefined;
    },
  };
}
