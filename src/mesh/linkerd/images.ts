import type { Image, ListedImage } from '#cluster/kubelet/image.ts';
import { later, type Later } from '#process/later.ts';
import type { MeshHost } from './mesh.ts';
import { linkerdVersion } from './version.ts';

const hubs = ['cr.l5d.io/linkerd', 'ghcr.io/linkerd'];

type Images = Later<ReadonlyMap<string, Image>>;

/**
 * What registries have of Linkerd, at the one version of this course. The engine of the mesh comes when a node first pulls any of
 * it, and that of viz with its own images. `host` is asked for then: images are listed before their cluster is.
 */
export function linkerdImages(host: () => MeshHost): readonly ListedImage[] {
  const engine = later(async () => {
    const { createLinkerd } = await import('./linkerd.ts');
    return createLinkerd(host());
  });
  const core = later(async () => (await engine.load()).images);
  const viz = later(async () => {
    const [{ vizImages }, { mesh }] = await Promise.all([import('./viz/images.ts'), engine.load()]);
    return vizImages(mesh);
  });
  return [
    ...published('controller', 66, core),
    ...published('proxy', 45, core),
    ...published('metrics-api', 27, viz),
    ...published('tap', 29, viz),
    ...published('web', 36, viz),
    {
      name: 'docker.io/prom/prometheus:v2.55.1',
      size: 105,
      content: contentOf(viz, 'prometheus'),
    },
  ];
}

/** `size` in megabytes. */
function published(name: string, size: number, images: Images): readonly ListedImage[] {
  const content = contentOf(images, name);
  return hubs.map((hub) => ({ name: `${hub}/${name}:${linkerdVersion}`, size, content }));
}

function contentOf(images: Images, name: string): Later<Image> {
  return later(async () => {
    const image = (await images.load()).get(name);
    if (!image) throw new Error(`no image ${name}`);
    return image;
  });
}
