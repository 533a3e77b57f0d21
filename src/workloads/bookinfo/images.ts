import type { Image } from '#cluster/kubelet/image.ts';
import { mirrored } from '#workloads/mirrored.ts';
import { withTimed } from '#workloads/timed.ts';
import { details } from './details.ts';
import { productpage } from './productpage.ts';
import { ratings, ratingsV2 } from './ratings.ts';
import { reviews } from './reviews.ts';

const hubs = ['registry.istio.io/release', 'docker.io/istio'];

export const images: readonly Image[] = [productpage, details, ratings, ratingsV2, ...reviews]
  .flatMap((image) => mirrored(image, hubs))
  .map(withTimed);
