import type { Image } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';

/** Of the viz extension: `metrics-api`, `tap`, `web`, and Prometheus, by their short names. */
export function vizImages(_mesh: Mesh): ReadonlyMap<string, Image> {
  return new Map();
}
