import { later } from '#process/later.ts';
import { istioVersion } from '#mesh/istio/version.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

const release = `https://github.com/istio/istio/releases/download/${istioVersion}/istio-${istioVersion}`;

const linkerdCli = `https://github.com/linkerd/linkerd2/releases/download/${linkerdVersion}/linkerd2-cli-${linkerdVersion}-linux-amd64`;

const gatewayApi = 'https://github.com/kubernetes-sigs/gateway-api/releases/download';

const branch = `release-${istioVersion.replace(/\.\d+$/, '')}`;
const jwtSamples = `https://raw.githubusercontent.com/istio/istio/${branch}/security/tools/jwt/samples`;

/** What the rest of the world serves to the learner's machine, by URL. Loaded when it is asked for. */
const served: ReadonlyMap<string, () => Promise<string>> = new Map([
  ['https://istio.io/downloadIstio', async () => (await import('./download-istio.ts')).script],
  ...['linux-amd64', 'linux-arm64', 'osx', 'osx-arm64'].map((platform) => {
    const archive = later(async () => (await import('./istio-archive.ts')).istioArchive());
    return [`${release}-${platform}.tar.gz`, archive.load] as const;
  }),
  ...['v1.2.1', 'v1.5.0', 'v1.5.1', 'v1.6.0'].map((version) => {
    const load = async () => (await import('./gateway-api.ts')).gatewayApi(version);
    return [`${gatewayApi}/${version}/standard-install.yaml`, load] as const;
  }),
  [
    'https://run.linkerd.io/install-edge',
    async () => (await import('./install-linkerd.ts')).script,
  ],
  [linkerdCli, async () => (await import('./binaries.ts')).linkerdBinary],
  [
    'https://run.linkerd.io/emojivoto.yml',
    async () => (await import('./emojivoto.ts')).emojivoto(),
  ],
  [
    'https://run.linkerd.io/emojivoto-policy.yml',
    async () => (await import('./emojivoto.ts')).emojivotoPolicy(),
  ],
  ...['jwks.json', 'demo.jwt', 'groups-scope.jwt'].map(
    (name) => [`${jwtSamples}/${name}`, () => jwtSample(name)] as const,
  ),
]);

async function jwtSample(name: string): Promise<string> {
  if (name === 'jwks.json') return (await import('#mesh/istio/security/sample-keys.ts')).sampleKeys;
  const { demoToken, groupsToken } = await import('./sample-tokens.ts');
  return name === 'demo.jwt' ? demoToken : groupsToken;
}

export const pages = { get: (url: string) => served.get(url)?.() };
