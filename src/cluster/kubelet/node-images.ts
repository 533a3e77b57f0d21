import type { Restore } from '#cluster/clock/clock.ts';
import { digestOf } from './digest.ts';
import type { Image, ListedImage } from './image.ts';
import { parseReference, type Reference } from './reference.ts';

/** What registries serve, and what each node has pulled of it. */
export interface NodeImages {
  /** The image that a reference names, if any registry has it. */
  find: (reference: Reference) => Image | ListedImage | undefined;
  /** Brings what it holds, which is there when the pull ends; nothing where it is there already. */
  load: (reference: Reference) => Promise<unknown> | undefined;
  /** What a pulled image holds. */
  open: (reference: Reference) => Image | undefined;
  /** A registry has this repository, whatever the tag. */
  hasName: (name: string) => boolean;
  has: (node: string, reference: Reference) => boolean;
  add: (node: string, reference: Reference) => void;
  on: (node: string) => readonly NodeImage[];
  /** A node pulls one image at a time: when the next pull may start. */
  freeAt: (node: string) => number;
  /** A pull is planned; one that follows it finds the layers there. */
  plan: (node: string, reference: Reference, until: number) => void;
  isPlanned: (node: string, reference: Reference) => boolean;
  save: () => Restore;
}

interface NodeImage {
  readonly text: string;
  readonly id: string;
  readonly bytes: number;
}

export function createNodeImages(images: readonly (Image | ListedImage)[]): NodeImages {
  const served = new Map<string, Image | ListedImage>();
  for (const image of images) {
    const reference = parseReference(image.name);
    if (!reference) throw new Error(`not an image reference: ${image.name}`);
    const isTagged = image.name.endsWith(`:${reference.tag ?? ''}`);
    served.set(isTagged ? reference.text : reference.name, image);
  }
  const names = new Set(images.map(({ name }) => parseReference(name)?.name));
  let pulled = new Map<string, Map<string, NodeImage>>();
  let free = new Map<string, number>();
  let planned = new Set<string>();
  const find = ({ name, tag }: Reference): Image | ListedImage | undefined =>
    served.get(`${name}:${tag ?? 'latest'}`) ?? served.get(name);

  return {
    find,
    load: (reference) => {
      const image = find(reference);
      return image && 'content' in image && !image.content.value ? image.content.load() : undefined;
    },
    open: (reference) => {
      const image = find(reference);
      if (!image || !('content' in image)) return image;
      if (!image.content.value) throw new Error(`${image.name}: the clock did not wait for it`);
      return image.content.value;
    },
    hasName: (name) => names.has(name),
    has: (node, { text }) => pulled.get(node)?.has(text) ?? false,
    add: (node, reference) => {
      const image = find(reference);
      if (!image) return;
      const { text } = reference;
      const known = new Map(pulled.get(node));
      known.set(text, { text, id: imageId(reference), bytes: bytesOf(image, text) });
      pulled.set(node, known);
    },
    on: (node) => [...(pulled.get(node)?.values() ?? [])],
    freeAt: (node) => free.get(node) ?? 0,
    plan: (node, { text }, until) => {
      free.set(node, until);
      planned.add(`${node} ${text}`);
    },
    isPlanned: (node, { text }) => planned.has(`${node} ${text}`),
    save: () => {
      const saved = { pulled: new Map(pulled), free: new Map(free), planned: new Set(planned) };
      return () => {
        pulled = new Map(saved.pulled);
        free = new Map(saved.free);
        planned = new Set(saved.planned);
      };
    },
  };
}

/** `docker.io/library/nginx@sha256:…`. */
export function imageId({ name, digest, text }: Reference): string {
  return `${name}@${digest ?? `sha256:${digestOf(text)}`}`;
}

/** Its megabytes, with the odd bytes that a real size has. */
export function bytesOf({ size }: Pick<Image, 'size'>, text: string): number {
  return Math.round(size * 1e6) + (Number.parseInt(digestOf(text).slice(0, 5), 16) % 1_000_000);
}
