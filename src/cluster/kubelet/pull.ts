import { longer, remaining } from './backoff.ts';
import { goDuration } from './duration-text.ts';
import { bytesOf } from './node-images.ts';
import type { ContainerSpec, Kubelet, Pod } from './parts.ts';
import type { PodState, Waiting } from './pod-state.ts';
import { parseReference, type Reference } from './reference.ts';

type PullResult = { readonly reference: Reference } | { readonly waiting: Waiting };

/** Makes sure that the node has a container's image, then goes on (pkg/kubelet/images/image_manager.go, v1.35). */
export function ensureImage(
  kubelet: Kubelet,
  { pod, state, spec }: { pod: Pod; state: PodState; spec: ContainerSpec },
  then: (result: PullResult) => void,
): void {
  const image = spec.image ?? '';
  const container = spec.name;
  const warn = (reason: string, message: string): void => {
    kubelet.report(pod, { type: 'Warning', reason, message, container });
  };
  const fail = (reason: string, message: string): void => {
    warn('Failed', `Error: ${reason}`);
    then({ waiting: { reason, message } });
  };
  const reference = parseReference(image);
  if (!reference) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${invalid(image)}`;
    warn('InspectFailed', message);
    return fail('InvalidImageName', message);
  }
  const isPresent = kubelet.images.has(state.node, reference);
  const policy = spec.imagePullPolicy ?? 'IfNotPresent';
  if (isPresent && policy !== 'Always') {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`;
    kubelet.report(pod, { type: 'Normal', reason: 'Pulled', message, container });
    return then({ reference });
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    warn('ErrImageNeverPull', message);
    return fail('ErrImageNeverPull', message);
  }
  const backoff = state.containers.get(container)?.pullBackoff;
  if (backoff && remaining(backoff, backoff.lastUpdate, kubelet.clock.now()) > 0) {
    const message = `Back-off pulling image "${image}"`;
    kubelet.report(pod, { type: 'Normal', reason: 'BackOff', message, container });
    return fail('ImagePullBackOff', `${message}: ErrImagePull: ${backoff.error}`);
  }
  const message = `Pulling image "${image}"`;
  kubelet.report(pod, { type: 'Normal', reason: 'Pulling', message, container });
  pull(kubelet, { uid: state.uid, node: state.node, image, container, reference }, then);
}

interface Pull {
  uid: string;
  node: string;
  image: string;
  container: string;
  reference: Reference;
}

/** A few tenths of a second to ask the registry, then tens of megabytes a second; one pull at a time on a node. */
function pull(kubelet: Kubelet, wanted: Pull, then: (result: PullResult) => void): void {
  const { clock, images, random } = kubelet;
  const { node, reference } = wanted;
  const served = images.find(reference);
  const asked = clock.now();
  const start = Math.max(asked, images.freeAt(node));
  const isThere = images.has(node, reference) || images.isPlanned(node, reference);
  const transfer = !served || isThere ? 0 : 250 + (served.size * 1000) / 45;
  const took = Math.round(150 + random.below(300) + transfer);
  images.plan(node, reference, start + took);
  const content = images.load(reference);
  if (content) void clock.hold(content);
  clock.at(start + took, () => {
    const pod = kubelet.find(wanted.uid);
    if (!pod) return;
    if (!served) return failed(kubelet, pod, wanted, then);
    images.add(node, reference);
    kubelet.report(pod, {
      type: 'Normal',
      reason: 'Pulled',
      message:
        `Successfully pulled image "${wanted.image}" in ${goDuration(took)} ` +
        `(${goDuration(start + took - asked)} including waiting). ` +
        `Image size: ${bytesOf(served, reference.text)} bytes.`,
      container: wanted.container,
    });
    then({ reference });
  });
}

function failed(
  kubelet: Kubelet,
  pod: Pod,
  { uid, image, container, reference }: Pull,
  then: (result: PullResult) => void,
): void {
  const { clock, images, pods } = kubelet;
  const error = pullError(reference, images.hasName(reference.name));
  const report = (message: string): void => {
    kubelet.report(pod, { type: 'Warning', reason: 'Failed', message, container });
  };
  report(`Failed to pull image "${image}": ${error}`);
  const before = pods.find(uid)?.containers.get(container)?.pullBackoff;
  const now = clock.now();
  pods.changeContainer(uid, container, { pullBackoff: { ...longer(before, now, now), error } });
  report('Error: ErrImagePull');
  then({ waiting: { reason: 'ErrImagePull', message: error } });
}

const publicRegistries = [
  'registry.k8s.io/',
  'gcr.io/',
  'quay.io/',
  'mcr.microsoft.com/',
  'public.ecr.aws/',
];

/** What containerd says of an image that its registry has not, or of a registry that is none. */
function pullError({ name, tag, digest, text }: Reference, isKnownName: boolean): string {
  const unpack = `failed to pull and unpack image "${text}": failed to resolve reference "${text}": `;
  const [registry = '', ...rest] = name.split('/');
  if (isKnownName || publicRegistries.some((one) => name.startsWith(one))) {
    return `rpc error: code = NotFound desc = ${unpack}${text}: not found`;
  }
  const path = rest.join('/');
  if (registry === 'docker.io') {
    return `${unpack}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed`;
  }
  if (registry === 'ghcr.io') {
    const scope = encodeURIComponent(`repository:${path}:pull`);
    return `${unpack}failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=${scope}&service=ghcr.io: 403 Forbidden`;
  }
  const host = registry.split(':')[0] ?? '';
  return `${unpack}failed to do request: Head "https://${registry}/v2/${path}/manifests/${tag ?? digest}": dial tcp: lookup ${host} on 172.18.0.1:53: no such host`;
}

function invalid(image: string): string {
  const path = image.split(/[:@]/)[0] ?? '';
  if (/[A-Z]/.test(path) && parseReference(path.toLowerCase())) {
    const name = path.includes('/') ? path : `library/${path}`;
    return `invalid reference format: repository name (${name}) must be lowercase`;
  }
  return 'invalid reference format';
}
