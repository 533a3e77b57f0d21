import type { Image } from '#cluster/kubelet/image.ts';
import { processImages } from './agent/images.ts';
import { createMesh, type MeshHost } from './agent/mesh.ts';
import { loadLateParts } from './late-parts.ts';

/** The processes of Istio in one cluster, by the short names of their images: they find each other over its network alone. */
export function createIstio(host: MeshHost): ReadonlyMap<string, Image> {
  // A network that is cut then takes nothing from a mesh that runs. Whoever needs what did not come asks again, and tells.
  void Promise.allSettled([loadLateParts()]);
  return processImages(createMesh(host));
}
