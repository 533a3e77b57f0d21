import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { orNothing } from '#commands/kubectl/generators/ask.ts';
import { at, listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { isImage } from '#commands/kubectl/generators/image-name.ts';
import { findContainer } from '#commands/kubectl/pods/containers.ts';
import { changeAt } from '#commands/kubectl/pod-template/place.ts';
import { hostFields, securityOf } from './profiles.ts';

/** Five letters that Kubernetes' own names are made of; random in kubectl. */
export function suffixOf({ process }: Context): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let seed = Math.floor(process.time.now());
  for (const char of process.argv.join(' ')) seed = (seed * 31 + char.charCodeAt(0)) % 14_348_907;
  return Array.from({ length: 5 }, (_, i) => letters[Math.floor(seed / 27 ** i) % 27]).join('');
}

/** `a=b,c=d`: pflag's StringToString. */
export function pairsOf(flags: Context['flags'], name: string): string[] {
  const text = flags.text(name);
  return text === '' ? [] : text.split(/,(?=[^,=]+=)/);
}

export function profileOf({ flags }: Context): string {
  return flags.text('profile') || 'legacy';
}

/** The container that the line asks for. */
function containerOf(context: Context, name: string, onNode: boolean): JsonObject {
  const { flags, args, dashAt } = context;
  const words = dashAt < 0 ? [] : args.slice(dashAt);
  const env = pairsOf(flags, 'env').map((text): JsonObject => {
    const [key = '', value] = text.split(/=(.*)/s);
    if (value === undefined) throw new CommandError(`invalid env: ${text}`);
    return { name: key, value };
  });
  return {
    name,
    image: flags.text('image') || undefined,
    command: flags.isOn('arguments-only') ? undefined : orNothing(words),
    args: flags.isOn('arguments-only') ? orNothing(words) : undefined,
    env: orNothing(env),
    resources: {},
    terminationMessagePolicy: 'File',
    imagePullPolicy: flags.text('image-pull-policy') || undefined,
    securityContext: securityOf(profileOf(context), onNode),
    stdin: flags.isOn('stdin') || undefined,
    tty: flags.isOn('tty') || undefined,
  };
}

/** A pod on that node, with the host's namespaces. */
export function nodePod(
  context: Context,
  node: string,
  { container, suffix }: { container: string; suffix: string },
): JsonObject {
  const { spec, mounts } = hostFields(profileOf(context));
  const labels = { 'app.kubernetes.io/managed-by': 'kubectl-debug' };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name: `node-debugger-${node}-${suffix}`, labels },
    spec: {
      containers: [{ ...containerOf(context, container, true), volumeMounts: mounts }],
      restartPolicy: 'Never',
      nodeName: node,
      tolerations: [{ operator: 'Exists' }],
      ...spec,
    },
  };
}

/** The pod with an ephemeral container more. */
export function changePod(context: Context, pod: JsonObject, name: string): JsonObject {
  const target = context.flags.text('target') || undefined;
  const container = { ...containerOf(context, name, false), targetContainerName: target };
  return changeAt(pod, 'spec.ephemeralContainers', () => [
    ...listAt(pod, 'spec.ephemeralContainers'),
    container,
  ]);
}

const probes = { liveness: 'livenessProbe', readiness: 'readinessProbe', startup: 'startupProbe' };

/** --copy-to: the pod again, under another name, with one container added or changed. */
export function copyOf(
  context: Context,
  pod: JsonObject,
  name: string,
): { object: JsonObject; container: string; isNew: boolean } {
  const { flags } = context;
  const images = imagesOf(context);
  const { ephemeralContainers: _, nodeName, ...rest } = recordAt(pod, 'spec');
  const changed = listAt(pod, 'spec.containers').map((one) => {
    const image = images.get(textAt(one, 'name')) ?? images.get('*');
    return image === undefined ? one : { ...one, image };
  });
  const isNew = findContainer(pod, name) === undefined;
  const onlyImages = isNew && flags.text('image') === '';
  if (onlyImages && images.size === 0)
    throw new CommandError('you must specify image when creating new container');
  const named = { name: flags.text('copy-to'), namespace: textAt(pod, 'metadata.namespace') };
  const placed: JsonObject = {
    ...rest,
    containers: changed,
    nodeName: flags.isOn('same-node') ? nodeName : undefined,
  };
  if (onlyImages) {
    // Nothing else of the pod is changed, but what the line asks to share.
    const { labels, annotations } = recordAt(pod, 'metadata');
    const shared = flags.changed('share-processes')
      ? { shareProcessNamespace: flags.isOn('share-processes') }
      : {};
    const object = copied({ ...named, labels, annotations }, { ...placed, ...shared });
    return { object, container: '', isNew: false };
  }
  const own = containerOf(context, name, false);
  const containers = isNew
    ? [...changed, own]
    : changed.map((one) => (one['name'] === name ? overlay(one, own) : one));
  const keep = (what: string) => flags.isOn(`keep-${what}`);
  const spec: JsonObject = {
    ...placed,
    containers: containers.map((one) => withProbes(one, keep)),
    shareProcessNamespace: sharesProcesses(context),
    initContainers: keep('init-containers') ? rest['initContainers'] : undefined,
  };
  const metadata = {
    ...named,
    labels: keep('labels') ? recordAt(pod, 'metadata.labels') : undefined,
    annotations: keep('annotations') ? recordAt(pod, 'metadata.annotations') : undefined,
  };
  return { object: copied(metadata, spec), container: name, isNew };
}

function withProbes(container: JsonObject, keep: (what: string) => boolean): JsonObject {
  const isLost = (field: string) =>
    Object.entries(probes).some(([what, probe]) => field === probe && !keep(what));
  return Object.fromEntries(Object.entries(container).filter(([field]) => !isLost(field)));
}

function copied(metadata: JsonObject, spec: JsonObject): JsonObject {
  return { kind: 'Pod', apiVersion: 'v1', metadata, spec };
}

/** `--set-image`, by the names of containers. */
function imagesOf({ flags }: Context): ReadonlyMap<string, string> {
  const pairs = pairsOf(flags, 'set-image').map((pair) => pair.split(/=(.*)/s));
  return new Map(pairs.map(([name = '', image = '']) => [name, image]));
}

/** Go's map of them has no order; the first that is no image is told. */
export function checkImages(context: Context): void {
  for (const [name, image] of imagesOf(context))
    if (!isImage(image))
      throw new CommandError(
        `invalid image name "${image}" for container "${name}": invalid reference format`,
      );
}

/** Rights that the profile gives are none of a user's that the whole pod is run as. */
export function isPowerless(pod: JsonObject, container: JsonObject | undefined): boolean {
  const isOther = (object: unknown) => (at(object, 'securityContext.runAsUser') ?? 0) !== 0;
  if (!isOther(pod['spec']) || at(container, 'securityContext.runAsUser') === 0) return false;
  return (
    at(container, 'securityContext.privileged') === true ||
    listOf(at(container, 'securityContext.capabilities.add')).length > 0
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function sharesProcesses(context: Context): boolean | undefined {
  const { flags } = context;
  if (flags.changed('share-processes')) return flags.isOn('share-processes');
  return profileOf(context) === 'legacy' ? undefined : true;
}

function overlay(container: JsonObject, own: JsonObject): JsonObject {
  const given = Object.entries(own).filter(
    ([key, value]) => value !== undefined && !/^(resources|terminationMessagePolicy)$/.test(key),
  );
  return { ...container, ...Object.fromEntries(given) };
}
