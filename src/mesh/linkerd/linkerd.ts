import type { Image } from '#cluster/kubelet/image.ts';
import { controllerImage } from './control-plane/image.ts';
import { createMesh, type Mesh, type MeshHost } from './mesh.ts';
import { proxyImage } from './proxy/image.ts';

export interface Linkerd {
  /** For the processes of extensions, which come later. */
  readonly mesh: Mesh;
  /** By the short names of their images. */
  readonly images: ReadonlyMap<string, Image>;
}

/** The processes of Linkerd in one cluster: they find each other over its network alone. */
export function createLinkerd(host: MeshHost): Linkerd {
  const mesh = createMesh(host);
  const images = new Map([
    ['controller', controllerImage(mesh)],
    ['proxy', proxyImage(mesh)],
  ]);
  return { mesh, images };
}
