import type { Image, ListedImage } from '#cluster/kubelet/image.ts';
import { later, type Later } from '#process/later.ts';

type Loaded = ReadonlyMap<string, Image>;

/** Images that are loaded together, with their sizes by name; `{a,b}` stands for either. */
type Group = readonly [images: Later<Loaded>, sizes: Readonly<Record<string, number>>];

function group(load: () => Promise<{ images: readonly Image[] }>): Later<Loaded> {
  return later(async () => new Map((await load()).images.map((image) => [image.name, image])));
}

const bookinfo = '{registry.istio.io/release,docker.io/istio}/examples-bookinfo';
const emojivoto = '{docker.l5d.io,ghcr.io,docker.io}/buoyantio/emojivoto';
const library = 'docker.io/library';

const groups: readonly Group[] = [
  // Most clients of labs are that one: they bring no server.
  [group(() => import('./curl-images.ts')), { 'docker.io/curlimages/curl': 9 }],
  [
    group(() => import('./plain-images.ts')),
    {
      'docker.io/hashicorp/http-echo': 3,
      'docker.io/traefik/whoami': 3,
      'registry.k8s.io/e2e-test-images/agnhost': 56,
      'registry.k8s.io/pause': 0.7,
      [`${library}/alpine`]: 4,
      [`${library}/{amazonlinux,fedora}`]: 60,
      [`${library}/busybox`]: 2,
      [`${library}/debian`]: 48,
      [`${library}/golang`]: 310,
      [`${library}/httpd`]: 58,
      [`${library}/mariadb`]: 120,
      [`${library}/memcached`]: 31,
      [`${library}/mongo`]: 260,
      [`${library}/mysql`]: 240,
      [`${library}/nginx`]: 72,
      [`${library}/node`]: 390,
      [`${library}/openjdk`]: 470,
      [`${library}/perl`]: 350,
      [`${library}/postgres`]: 160,
      [`${library}/python`]: 410,
      [`${library}/rabbitmq`]: 110,
      [`${library}/redis`]: 53,
      [`${library}/ruby`]: 380,
      [`${library}/ubuntu`]: 30,
    },
  ],
  [
    group(() => import('./httpbin-images.ts')),
    { 'docker.io/kennethreitz/httpbin': 206, 'docker.io/mccutchen/go-httpbin': 22 },
  ],
  [
    group(() => import('./bookinfo/images.ts')),
    {
      [`${bookinfo}-productpage-v1`]: 68,
      [`${bookinfo}-details-v1`]: 70,
      [`${bookinfo}-ratings-{v1,v2}`]: 69,
      [`${bookinfo}-reviews-{v1,v2,v3}`]: 380,
    },
  ],
  [
    group(() => import('./emojivoto/images.ts')),
    { [`${emojivoto}-web`]: 44, [`${emojivoto}-{emoji,voting}-svc`]: 38 },
  ],
];

function expand(pattern: string): readonly string[] {
  const [, before = '', choices, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  if (choices === undefined) return [pattern];
  return choices.split(',').flatMap((choice) => expand(`${before}${choice}${after}`));
}

/** Every image that can be pulled, but for those of the cluster itself. */
export const images: readonly ListedImage[] = groups.flatMap(([loaded, sizes]) =>
  Object.entries(sizes).flatMap(([pattern, size]) =>
    expand(pattern).map((name) => ({ name, size, content: contentOf(loaded, name) })),
  ),
);

function contentOf(loaded: Later<Loaded>, name: string): Later<Image> {
  return {
    get value() {
      return loaded.value?.get(name);
    },
    load: async () => {
      const image = (await loaded.load()).get(name);
      if (!image) throw new Error(`no image ${name} in its group`);
      return image;
    },
  };
}
