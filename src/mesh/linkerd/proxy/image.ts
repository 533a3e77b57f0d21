import type { Image } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';

/** `cr.l5d.io/linkerd/proxy`: the proxy, and the program that redirects a pod's connections to it. */
export function proxyImage(_mesh: Mesh): Image {
  return { name: 'proxy', size: 40, programs: [] };
}
