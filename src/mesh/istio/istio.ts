import type { Image } from '#cluster/kubelet/image.ts';
import { processImages } from './agent/images.ts';
import { createMesh, type MeshHost } from './agent/mesh.ts';

/** The processes of Istio in one cluster, by the short names of their images: they find each other over its network alone. */
export function createIstio(host: MeshHost): ReadonlyMap<string, Image> {
  return processImages(createMesh(host));
}
