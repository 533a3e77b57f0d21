import type { Image } from '#cluster/kubelet/image.ts';
import { details } from './bookinfo/details.ts';
import { productpage } from './bookinfo/productpage.ts';
import { ratings, ratingsV2 } from './bookinfo/ratings.ts';
import { reviews } from './bookinfo/reviews.ts';
import { emojiService, votingService } from './emojivoto/services.ts';
import { emojivotoWeb } from './emojivoto/web.ts';
import { goHttpbin } from './go-httpbin/go-httpbin.ts';
import { httpbin } from './httpbin.ts';
import { nginx } from './nginx.ts';
import { busyboxPrograms } from './programs.ts';
import { quietImages } from './quiet.ts';
import { perl } from './perl.ts';
import { redis } from './redis.ts';
import { smallServers } from './small-servers.ts';
import { startTimed } from './timed.ts';

/** curlimages/curl: Alpine with curl, which runs as it is told. */
const curl: Image = {
  name: 'docker.io/curlimages/curl',
  entrypoint: ['/entrypoint.sh'],
  command: ['curl'],
  programs: [...busyboxPrograms, 'curl', 'entrypoint.sh'],
  user: 'curl_user',
  env: { CURL_VERSION: '8_16_0', CURL_CA_BUNDLE: '/cacert.pem' },
  size: 9,
};

const hubs = {
  bookinfo: ['registry.istio.io/release', 'docker.io/istio'],
  emojivoto: ['docker.l5d.io/buoyantio', 'ghcr.io/buoyantio', 'docker.io/buoyantio'],
};

/** The same image under another registry's name. */
function mirrored(image: Image, names: readonly string[]): readonly Image[] {
  const short = image.name.slice(image.name.lastIndexOf('/') + 1);
  return names.map((hub) => ({ ...image, name: `${hub}/${short}` }));
}

/** Main processes that only wait are those of every image that has the program. */
function withTimed(image: Image): Image {
  const { start, programs } = image;
  if (!programs.includes('sleep')) return image;
  return {
    ...image,
    start: (argv, container) => start?.(argv, container) ?? startTimed(argv, container),
  };
}

/** Every image that can be pulled, but for those of the cluster itself. */
export const images: readonly Image[] = [
  curl,
  nginx,
  goHttpbin,
  httpbin,
  redis,
  ...smallServers,
  ...[productpage, details, ratings, ratingsV2, ...reviews].flatMap((image) =>
    mirrored(image, hubs.bookinfo),
  ),
  ...[emojivotoWeb, emojiService, votingService].flatMap((image) =>
    mirrored(image, hubs.emojivoto),
  ),
  perl,
  ...quietImages,
].map(withTimed);

const byName = new Map(images.map((image) => [image.name, image]));

/** The image of a reference as manifests write it: `nginx:1.29`, `mccutchen/go-httpbin@sha256:…`. */
export function findImage(reference: string): Image | undefined {
  return byName.get(fullName(reference));
}

/** Without tag and digest, with its registry: `docker.io/library/nginx`. */
export function fullName(reference: string): string {
  const name = reference.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return isRegistry ? name : `docker.io/${name}`;
}
