import { istioVersion } from '#mesh/istio/version.ts';

/** What `curl -L https://istio.io/downloadIstio` is answered: a script that does and says what the real one does (1.31). */
export const script = String.raw`#!/bin/sh
version=$(printf %s "$ISTIO_VERSION")
[ -n "$version" ] || version=${istioVersion}
arch=$(printf %s "$TARGET_ARCH")
[ -n "$arch" ] || arch=amd64
name=istio-$version
url=https://github.com/istio/istio/releases/download/$version/$name-linux-$arch.tar.gz
printf '\nDownloading %s from %s ...\n' "$name" "$url"
if ! curl -fsL -o "$name.tar.gz" "$url"; then
  printf 'maillage: seule la version ${istioVersion} d’Istio est servie dans ce cours\n' >&2
  exit 1
fi
tar -xzf "$name.tar.gz"
rm "$name.tar.gz"
printf '\nIstio %s download complete!\n' "$version"
printf '\nThe Istio release archive has been downloaded to the %s directory.\n' "$name"
printf '\nTo configure the istioctl client tool for your workstation,\n'
printf 'add the %s/%s/bin directory to your environment path variable with:\n' "$PWD" "$name"
printf '\t export PATH="$PATH:%s/%s/bin"\n' "$PWD" "$name"
printf '\nBegin the Istio pre-installation check by running:\n'
printf '\t istioctl x precheck \n'
printf '\nTry Istio in ambient mode\n\thttps://istio.io/latest/docs/ambient/getting-started/\n'
printf 'Try Istio in sidecar mode\n\thttps://istio.io/latest/docs/setup/getting-started/\n'
printf 'Install guides for ambient mode\n\thttps://istio.io/latest/docs/ambient/install/\n'
printf 'Install guides for sidecar mode\n\thttps://istio.io/latest/docs/setup/install/\n'
printf '\nNeed more information? Visit https://istio.io/latest/docs/ \n'
`;
