import { at, fieldsOf, isFields, listOf, type Fields } from '#cluster/api/json.ts';
import { imageTag } from './image-name.ts';

/** `value` with the fields of `defaults` that it lacks; itself when it lacks none. */
export function fill(value: Fields, defaults: Fields): Fields {
  let filled: Record<string, unknown> | undefined;
  for (const key of Object.keys(defaults)) {
    if (isSet(value, key) || defaults[key] === undefined) continue;
    filled ??= { ...value };
    filled[key] = defaults[key];
  }
  return filled ?? value;
}

function isSet(value: Fields, key: string): boolean {
  return (
    Object.hasOwn(value, key) &&
    value[key] !== undefined &&
    value[key] !== null &&
    value[key] !== ''
  );
}

export function withSpec(object: Fields, change: (spec: Fields) => Fields): Fields {
  const before = fieldsOf(object.spec);
  const spec = change(before);
  return spec === before ? object : { ...object, spec };
}

export function container(value: Fields): Fields {
  const filled = fill(value, {
    imagePullPolicy: pullPolicy(value.image),
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
  });
  return filled;
}

function pullPolicy(image: unknown): string {
  return imageTag(typeof image === 'string' ? image : '') === 'latest' ? 'Always' : 'IfNotPresent';
}

/** What only a Pod gets, and no template: requests from limits, service links, host ports. */
export function podOnly(spec: Fields): Fields {
  let next = fill(spec, { enableServiceLinks: true });
  for (const key of ['containers', 'initContainers']) {
    const before = listOf(next[key]);
    const after = before.map((one) =>
      isFields(one) ? podContainer(one, next.hostNetwork === true) : one,
    );
    if (after.some((one, index) => one !== before[index])) next = { ...next, [key]: after };
  }
  return next;
}

function podContainer(value: Fields, onHost: boolean): Fields {
  const resources = fieldsOf(value.resources);
  const before = fieldsOf(resources.requests);
  const requests = fill(before, fieldsOf(resources.limits));
  const requested =
    requests === before ? value : { ...value, resources: { ...resources, requests } };
  if (!onHost || !Array.isArray(value.ports)) return requested;
  const ports = value.ports.map((port) =>
    isFields(port) ? fill(port, { hostPort: port.containerPort }) : port,
  );
  return ports.every((port, index) => port === listOf(value.ports)[index])
    ? requested
    : { ...requested, ports };
}

export function volume(value: Fields): Fields {
  const image = value.image;
  if (isFields(image)) {
    const filled = fill(image, { pullPolicy: pullPolicy(image.reference) });
    return filled === image ? value : { ...value, image: filled };
  }
  return Object.keys(value).some((key) => key !== 'name') ? value : { ...value, emptyDir: {} };
}

export function serviceSpec(spec: Fields): Fields {
  const type = spec.type ?? 'ClusterIP';
  const affinity = spec.sessionAffinity ?? 'None';
  const isExternal = type === 'NodePort' || type === 'LoadBalancer';
  const reached = isExternal || (type === 'ClusterIP' && listOf(spec.externalIPs).length > 0);
  return fill(spec, {
    sessionAffinity: affinity,
    sessionAffinityConfig:
      affinity === 'ClientIP' ? { clientIP: { timeoutSeconds: 10800 } } : undefined,
    type,
    externalTrafficPolicy: reached ? 'Cluster' : undefined,
    internalTrafficPolicy: isExternal || type === 'ClusterIP' ? 'Cluster' : undefined,
    allocateLoadBalancerNodePorts: type === 'LoadBalancer' ? true : undefined,
  });
}

export function limitRangeItem(item: Fields): Fields {
  if (item.type !== 'Container') return item;
  const limits = fill(fieldsOf(item.default), fieldsOf(item.max));
  const requests = fill(fill(fieldsOf(item.defaultRequest), limits), fieldsOf(item.min));
  return {
    ...item,
    ...(Object.keys(limits).length > 0 ? { default: limits } : {}),
    ...(Object.keys(requests).length > 0 ? { defaultRequest: requests } : {}),
  };
}

export function labelsOfTemplate(object: Fields): Fields {
  const labels = at(object, 'spec', 'template', 'metadata', 'labels');
  const metadata = fieldsOf(object.metadata);
  if (!isFields(labels) || Object.keys(fieldsOf(metadata.labels)).length > 0) return object;
  return { ...object, metadata: { ...metadata, labels } };
}

export function rolling(strategy: unknown, defaults: Fields): Fields {
  const filled = fill(fieldsOf(strategy), { type: 'RollingUpdate' });
  if (filled.type !== 'RollingUpdate') return filled;
  const before = fieldsOf(filled.rollingUpdate);
  const rollingUpdate = fill(before, defaults);
  return rollingUpdate === before && filled.rollingUpdate !== undefined
    ? filled
    : { ...filled, rollingUpdate };
}

export function jobSpec(spec: Fields): Fields {
  const isSingle = spec.completions === undefined && spec.parallelism === undefined;
  return fill(spec, {
    completions: isSingle ? 1 : undefined,
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : 2147483647,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
  });
}

export function autoscalerSpec(spec: Fields): Fields {
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  };
  return fill(spec, { minReplicas: 1, metrics: [cpu] });
}

export function webhook(hook: Fields): Fields {
  return fill(hook, {
    failurePolicy: 'Fail',
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    timeoutSeconds: 10,
  });
}

export function perPeriod(type: string, value: number): Fields {
  return { type, value, periodSeconds: 15 };
}

export const scaleUp: Fields = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [perPeriod('Pods', 4), perPeriod('Percent', 100)],
};
