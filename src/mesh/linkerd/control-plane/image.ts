import type { Image } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';

/** `cr.l5d.io/linkerd/controller`: every process of the control plane, by its first argument. */
export function controllerImage(_mesh: Mesh): Image {
  return { name: 'controller', size: 60, programs: [] };
}
