import type { Image } from '#cluster/kubelet/image.ts';
import { mirrored } from '#workloads/mirrored.ts';
import { withTimed } from '#workloads/timed.ts';
import { emojiService, votingService } from './services.ts';
import { emojivotoWeb } from './web.ts';

const hubs = ['docker.l5d.io/buoyantio', 'ghcr.io/buoyantio', 'docker.io/buoyantio'];

export const images: readonly Image[] = [emojivotoWeb, emojiService, votingService]
  .flatMap((image) => mirrored(image, hubs))
  .map(withTimed);
