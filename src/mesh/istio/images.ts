import type { Image, ListedImage } from '#cluster/kubelet/image.ts';
import { later, type Later } from '#process/later.ts';
import type { MeshHost } from './agent/mesh.ts';
import { istioVersion } from './version.ts';

const hubs = ['docker.io/istio', 'registry.istio.io/release', 'gcr.io/istio-release'];
/** Megabytes, of the image and of its distroless variant. */
const sizes = { pilot: [78, 42], proxyv2: [118, 84] } as const;

/**
 * What registries have of Istio, at the one version of this course. The engine of the mesh comes when a node first pulls any of
 * it, so that a cluster without a mesh never loads it. `host` is asked for then: images are listed before their cluster is.
 */
export function istioImages(host: () => MeshHost): readonly ListedImage[] {
  const engine = later(async () => {
    const { createIstio } = await import('./istio.ts');
    return createIstio(host());
  });
  return Object.entries(sizes).flatMap(([name, [full, distroless]]) =>
    hubs.flatMap((hub) => [
      { name: `${hub}/${name}:${istioVersion}`, size: full, content: contentOf(engine, name) },
      {
        name: `${hub}/${name}:${istioVersion}-distroless`,
        size: distroless,
        content: contentOf(engine, `${name}-distroless`),
      },
    ]),
  );
}

function contentOf(engine: Later<ReadonlyMap<string, Image>>, name: string): Later<Image> {
  return later(async () => {
    const image = (await engine.load()).get(name);
    if (!image) throw new Error(`no image ${name}`);
    return image;
  });
}
