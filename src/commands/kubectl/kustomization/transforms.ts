import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { changeAt } from '#commands/kubectl/pod-template/place.ts';
import { type Resource, changed, kindOf, renamed, withMeta } from './resource.ts';

export const clusterScoped =
  /^(Namespace|Node|PersistentVolume|StorageClass|PriorityClass|IngressClass|RuntimeClass|CustomResourceDefinition|APIService|ClusterRole(Binding)?|(Mutating|Validating)WebhookConfiguration|ValidatingAdmissionPolicy(Binding)?|CSIDriver|CSINode|VolumeAttachment|FlowSchema|PriorityLevelConfiguration)$/;

/** `namespace:` every object goes there, and the accounts that bindings name with them. */
export function setNamespace(resources: readonly Resource[], namespace: string): Resource[] {
  if (namespace === '') return [...resources];
  const accounts = new Set(
    resources.filter((one) => kindOf(one) === 'ServiceAccount').flatMap(({ names }) => names),
  );
  return resources.map((resource) => {
    const kind = kindOf(resource);
    if (kind === 'Namespace') return renamed(resource, namespace);
    const object = /^(Cluster)?RoleBinding$/.test(kind)
      ? changeAt(resource.object, 'subjects', () =>
          listAt(resource.object, 'subjects').map((one) =>
            one['kind'] === 'ServiceAccount' &&
            (one['name'] === 'default' || accounts.has(textAt(one, 'name')))
              ? { ...one, namespace }
              : one,
          ),
        )
      : resource.object;
    return {
      ...resource,
      object: clusterScoped.test(kind) ? object : withMeta(object, 'namespace', namespace),
    };
  });
}

export function setAffixes(
  resources: readonly Resource[],
  prefix: string,
  suffix: string,
): Resource[] {
  if (prefix === '' && suffix === '') return [...resources];
  return resources.map((resource) =>
    /^(Namespace|CustomResourceDefinition|APIService)$/.test(kindOf(resource))
      ? resource
      : renamed(resource, `${prefix}${textAt(resource.object, 'metadata.name')}${suffix}`),
  );
}

const templates: Readonly<Record<string, string>> = {
  CronJob: 'spec.jobTemplate.spec.template',
  ...Object.fromEntries(
    ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'ReplicationController'].map(
      (kind) => [kind, 'spec.template'],
    ),
  ),
};

/** Where selectors are made if they are missing, and where they are only completed. */
const selectors: Readonly<Record<string, string>> = {
  Service: 'spec.selector',
  ReplicationController: 'spec.selector',
  Deployment: 'spec.selector.matchLabels',
  ReplicaSet: 'spec.selector.matchLabels',
  DaemonSet: 'spec.selector.matchLabels',
  StatefulSet: 'spec.selector.matchLabels',
};
const existing: Readonly<Record<string, string>> = {
  Job: 'spec.selector.matchLabels',
  PodDisruptionBudget: 'spec.selector.matchLabels',
  NetworkPolicy: 'spec.podSelector.matchLabels',
};

export interface Labels {
  pairs: JsonObject;
  selectors: boolean;
  templates: boolean;
}

export function setLabels(resources: readonly Resource[], labels: Labels): Resource[] {
  const { pairs } = labels;
  if (Object.keys(pairs).length === 0) return [...resources];
  const add = (value: unknown) => ({ ...recordAt(value, ''), ...pairs });
  return resources.map((resource) => {
    const kind = kindOf(resource);
    let object = changeAt(resource.object, 'metadata.labels', add);
    const template = templates[kind];
    if (template !== undefined && (labels.templates || labels.selectors))
      object = changeAt(object, `${template}.metadata.labels`, add);
    if (labels.selectors) {
      const path = selectors[kind];
      if (path !== undefined) object = changeAt(object, path, add);
      const old = existing[kind];
      if (old !== undefined && Object.keys(recordAt(object, old)).length > 0)
        object = changeAt(object, old, add);
    }
    return { ...resource, object };
  });
}

export function setAnnotations(resources: readonly Resource[], pairs: JsonObject): Resource[] {
  if (Object.keys(pairs).length === 0) return [...resources];
  const add = (value: unknown) => ({ ...recordAt(value, ''), ...pairs });
  return resources.map((resource) => {
    const object = changeAt(resource.object, 'metadata.annotations', add);
    const template = templates[kindOf(resource)];
    if (template === undefined) return { ...resource, object };
    return { ...resource, object: changeAt(object, `${template}.metadata.annotations`, add) };
  });
}

export function setReplicas(
  resources: readonly Resource[],
  wanted: readonly JsonObject[],
): Resource[] {
  return wanted.reduce<Resource[]>(
    (all, one) => {
      const name = textAt(one, 'name');
      const matches = (resource: Resource) =>
        /^(Deployment|StatefulSet|ReplicaSet|ReplicationController)$/.test(kindOf(resource)) &&
        resource.names.includes(name);
      if (!all.some(matches))
        throw new CommandError(
          `resource with name ${name} does not match a config with the following GVK [Deployment.[noVer].[noGrp] StatefulSet.[noVer].[noGrp] ReplicaSet.[noVer].[noGrp] ReplicationController.[noVer].[noGrp]]`,
        );
      return all.map((resource) =>
        matches(resource)
          ? {
              ...resource,
              object: changeAt(resource.object, 'spec.replicas', () => numberAt(one, 'count')),
            }
          : resource,
      );
    },
    [...resources],
  );
}

export function setImages(
  resources: readonly Resource[],
  images: readonly JsonObject[],
): Resource[] {
  if (images.length === 0) return [...resources];
  const change = (map: JsonObject, key: string): JsonObject => {
    if (!/^(containers|initContainers)$/.test(key) || typeof map['image'] !== 'string') return map;
    return { ...map, image: images.reduce((image, one) => newImage(image, one), map['image']) };
  };
  return resources.map((resource) => changed(resource, change));
}

function newImage(image: string, wanted: JsonObject): string {
  const [, name = image, tag = '', digest = ''] = /^(.+?)(:[^:/@]+)?(@.+)?$/.exec(image) ?? [];
  if (name !== textAt(wanted, 'name')) return image;
  const newName = textAt(wanted, 'newName') || name;
  const newDigest = textAt(wanted, 'digest');
  const newTag = textAt(wanted, 'newTag');
  const suffix = textAt(wanted, 'tagSuffix');
  if (newDigest !== '') return `${newName}${newTag === '' ? '' : `:${newTag}`}@${newDigest}`;
  if (newTag !== '') return `${newName}:${newTag}${suffix}`;
  return `${newName}${tag}${tag === '' ? '' : suffix}${digest}`;
}

/** A reference to an object takes the name that it has now. */
export function fixReferences(resources: readonly Resource[]): Resource[] {
  const find = (kind: string, name: unknown): string | undefined => {
    if (typeof name !== 'string') return undefined;
    const found = resources.find((one) => kindOf(one) === kind && one.names.includes(name));
    return found === undefined ? undefined : textAt(found.object, 'metadata.name');
  };
  const set = (map: JsonObject, field: string, kind: string): JsonObject => {
    const name = find(kind, map[field]);
    return name === undefined ? map : { ...map, [field]: name };
  };
  const change = (map: JsonObject, key: string, parent: string): JsonObject => {
    const kind = typeof map['kind'] === 'string' ? map['kind'] : '';
    if (/^(configMap|configMapRef|configMapKeyRef)$/.test(key))
      return set(map, 'name', 'ConfigMap');
    if (/^(secretRef|secretKeyRef|imagePullSecrets|secrets)$/.test(key))
      return set(map, 'name', 'Secret');
    if (key === 'secret') return set(set(map, 'secretName', 'Secret'), 'name', 'Secret');
    if (key === 'tls') return set(map, 'secretName', 'Secret');
    if (key === 'persistentVolumeClaim') return set(map, 'claimName', 'PersistentVolumeClaim');
    if (key === 'service' && /[bB]ackend|clientConfig/.test(parent))
      return set(map, 'name', 'Service');
    if (/^(roleRef|scaleTargetRef|subjects)$/.test(key)) return set(map, 'name', kind);
    const withAccount = set(map, 'serviceAccountName', 'ServiceAccount');
    return set(withAccount, 'serviceName', 'Service');
  };
  return resources.map((resource) => changed(resource, change));
}
