import type { Image } from '#cluster/kubelet/image.ts';

/** The same image under other registries' names. */
export function mirrored(image: Image, hubs: readonly string[]): readonly Image[] {
  const short = image.name.slice(image.name.lastIndexOf('/') + 1);
  return hubs.map((hub) => ({ ...image, name: `${hub}/${short}` }));
}
