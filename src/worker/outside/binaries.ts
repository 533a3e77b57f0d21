import { istioVersion } from '#mesh/istio/version.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** What the file of a program holds. The shell runs, for these very bytes, the program that is listed under them. */
export const istioctlBinary = `\u007fELF istioctl ${istioVersion}\n`;
export const linkerdBinary = `\u007fELF linkerd ${linkerdVersion}\n`;
