import type { Image, ListedImage } from '#cluster/kubelet/image.ts';
import { later } from '#process/later.ts';
import type { MeshHost } from './mesh.ts';
import { linkerdVersion } from './version.ts';

const hubs = ['cr.l5d.io/linkerd', 'ghcr.io/linkerd'];
/** Megabytes. */
const sizes = { controller: 66, proxy: 45, 'metrics-api': 27, tap: 29, web: 36 } as const;

/**
 * What registries have of Linkerd, at the one version of this course. The engine of the mesh comes when a node first pulls any of
 * it. `host` is asked for then: images are listed before their cluster is.
 */
export function linkerdImages(host: () => MeshHost): readonly ListedImage[] {
  const engine = later(async () => {
    const { createLinkerd } = await import('./linkerd.ts');
    return createLinkerd(host());
  });
  const contentOf = (short: string) =>
    later(async (): Promise<Image> => {
      const image = (await engine.load()).get(short);
      if (!image) throw new Error(`no image ${short}`);
      return image;
    });
  return [
    ...Object.entries(sizes).flatMap(([short, size]) =>
      hubs.map((hub) => ({
        name: `${hub}/${short}:${linkerdVersion}`,
        size,
        content: contentOf(short),
      })),
    ),
    { name: 'docker.io/prom/prometheus:v2.55.1', size: 105, content: contentOf('prometheus') },
  ];
}
