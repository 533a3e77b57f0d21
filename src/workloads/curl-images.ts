import type { Image } from '#cluster/kubelet/image.ts';
import { busyboxPrograms } from './programs.ts';
import { withTimed } from './timed.ts';

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

export const images: readonly Image[] = [withTimed(curl)];
