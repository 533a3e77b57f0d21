import type { Image } from '#cluster/kubelet/image.ts';
import { controllerImage } from './control-plane/image.ts';
import { createMesh, type MeshHost } from './mesh.ts';
import { proxyImage } from './proxy/image.ts';
import { vizImages } from './viz/images.ts';

/** The processes of Linkerd in one cluster, by the short names of their images: they find each other over its network alone. */
export function createLinkerd(host: MeshHost): ReadonlyMap<string, Image> {
  const mesh = createMesh(host);
  return new Map([
    ['controller', controllerImage(mesh)],
    ['proxy', proxyImage(mesh)],
    ...vizImages(mesh),
  ]);
}
