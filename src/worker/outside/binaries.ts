import { istioVersion } from '#mesh/istio/version.ts';

/** What the file of a program holds. The shell runs, for these very bytes, the program that is listed under them. */
export const istioctlBinary = `\u007fELF istioctl ${istioVersion}\n`;
