import { writeTar } from '#commands/kubectl/archive/tar.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { istioctlBinary } from './binaries.ts';
import { bookinfoFiles } from './bookinfo-samples.ts';
import { smallSamples } from './small-samples.ts';

/** The release of Istio as one archive: its program, and the samples of the course. All of it is ASCII, so a text holds it. */
export function istioArchive(): string {
  const files = { 'bin/istioctl': istioctlBinary, ...bookinfoFiles(), ...smallSamples() };
  const encoder = new TextEncoder();
  const archive = writeTar(
    Object.entries(files).map(([path, text]) => ({
      path: `istio-${istioVersion}/${path}`,
      mode: path.startsWith('bin/') ? 0o755 : 0o644,
      data: encoder.encode(text),
    })),
  );
  return new TextDecoder().decode(archive);
}
