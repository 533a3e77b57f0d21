import type { Image } from '#cluster/kubelet/image.ts';
import { goHttpbin } from './go-httpbin/go-httpbin.ts';
import { httpbin } from './httpbin.ts';
import { withTimed } from './timed.ts';

export const images: readonly Image[] = [goHttpbin, httpbin].map(withTimed);
