import type { Image } from '#cluster/kubelet/image.ts';
import { nginx } from './nginx.ts';
import { perl } from './perl.ts';
import { quietImages } from './quiet.ts';
import { redis } from './redis.ts';
import { smallServers } from './small-servers.ts';
import { withTimed } from './timed.ts';

export const images: readonly Image[] = [nginx, redis, ...smallServers, perl, ...quietImages].map(
  withTimed,
);
