import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** What `curl https://run.linkerd.io/install-edge` is answered: a script that does and says what the real one does. */
export const script = String.raw`#!/bin/sh
set -eu
version=${'$'}{LINKERD2_VERSION:-${linkerdVersion}}
root=${'$'}{INSTALLROOT:-$HOME/.linkerd2}
file=linkerd2-cli-$version-linux-amd64
kept=$root/bin/linkerd-$version
url=https://github.com/linkerd/linkerd2/releases/download/$version/$file

next_steps() {
  printf '\nAdd the linkerd CLI to your path with:\n\n'
  printf '  export PATH=$PATH:%s/bin\n\n' "$root"
  printf 'Now run:\n\n'
  printf '  # install the GatewayAPI CRDs\n'
  printf '  kubectl apply -f https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml\n\n'
  printf '  linkerd check --pre                         # validate that Linkerd can be installed\n'
  printf '  linkerd install --crds | kubectl apply -f - # install the Linkerd CRDs\n'
  printf "  linkerd install | kubectl apply -f -        # install the control plane into the 'linkerd' namespace\n"
  printf '  linkerd check                               # validate everything worked!\n\n'
  printf 'You can also obtain observability features by installing the viz extension:\n\n'
  printf "  linkerd viz install | kubectl apply -f -  # install the viz extension into the 'linkerd-viz' namespace\n"
  printf '  linkerd viz check                         # validate the extension works!\n'
  printf '  linkerd viz dashboard                     # launch the dashboard\n\n'
  printf 'Looking for more? Visit https://linkerd.io/2/tasks\n\n'
}

if [ -e "$kept" ]; then
  printf '\nLinkerd %s was already downloaded; making it the default 🎉\n\n' "$version"
  printf "To force re-downloading, delete '%s' then run me again.\n" "$kept"
  cp "$kept" "$root/bin/linkerd"
  chmod +x "$root/bin/linkerd"
  next_steps
  exit 0
fi

printf 'Downloading %s...\n' "$file"
mkdir -p "$root/bin"
if ! curl --proto '=https' --tlsv1.2 -fL -o "$kept" "$url"; then
  printf 'maillage: seule la version ${linkerdVersion} de Linkerd est servie dans ce cours\n' >&2
  exit 1
fi
printf 'Download complete!\n\n'
chmod +x "$kept"
cp "$kept" "$root/bin/linkerd"
chmod +x "$root/bin/linkerd"
printf 'Linkerd %s was successfully installed 🎉\n\n' "$version"
next_steps
`;
