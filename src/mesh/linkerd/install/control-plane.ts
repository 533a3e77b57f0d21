import type { Random } from '#cluster/clock/random.ts';
import { isEqual, fieldsOf, isFields, type Fields } from '#cluster/api/json.ts';
import { selfSignedCertificate } from '#mesh/linkerd/tls/self-signed.ts';
import { stringify } from 'yaml';
import { destination, destinationRbac } from './destination.ts';
import { heartbeat, heartbeatRbac } from './heartbeat.ts';
import { identity, identityRbac } from './identity.ts';
import { base64, created, type Manifest, rules } from './manifest.ts';
import { proxyInjector, proxyInjectorRbac } from './proxy-injector.ts';
import { defaultValues } from './default-values.ts';
import { valueAt, type Values, withValue } from './values.ts';
import { componentOf } from './workload.ts';

export interface Making {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** What keys are drawn with. */
  readonly random: Random;
}

/** `linkerd install`: the objects of the control plane, in the order of the chart's templates (cli/cmd/install.go). */
export function controlPlane(
  values: Values,
  namespace: string,
  { now, random }: Making,
): readonly Manifest[] {
  const selfSigned = (host: string) => selfSignedCertificate(host, now, random);
  const destinations = destinationRbac(values, namespace, selfSigned);
  const injectors = proxyInjectorRbac(values, namespace, selfSigned);
  return [
    namespaceOf(namespace),
    ...identityRbac(values, namespace),
    ...destinations,
    ...heartbeatRbac(values, namespace),
    ...injectors,
    ...config(values, namespace),
    ...identity(values, namespace),
    ...destination(values, namespace, destinations),
    ...heartbeat(values, namespace, now),
    ...proxyInjector(values, namespace, injectors),
    overrides(values, namespace),
  ];
}

function namespaceOf(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      annotations: { 'linkerd.io/inject': 'disabled' },
      labels: {
        'linkerd.io/is-control-plane': 'true',
        'config.linkerd.io/admission-webhooks': 'disabled',
        'linkerd.io/control-plane-ns': name,
        'pod-security.kubernetes.io/enforce': 'privileged',
      },
    },
  };
}

/** What must not be read by everybody who reads the ConfigMap. */
const secrets = ['identity.issuer.tls', 'profileValidator', 'policyValidator', 'proxyInjector'].map(
  (path) => [path, 'keyPEM'] as const,
);

/** templates/config.yaml and config-rbac.yaml. */
function config(values: Values, namespace: string): readonly Manifest[] {
  const component = componentOf(values, namespace, 'controller');
  const open = secrets.reduce((all, [path, key]) => {
    const { [key]: _, ...kept } = fieldsOf(valueAt(all, path));
    return withValue(all, path, kept);
  }, values);
  const bare = componentOf(values, namespace);
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'linkerd-config',
        namespace,
        labels: component.labels,
        annotations: created(component),
      },
      data: { 'linkerd-crds-chart-version': 'linkerd-crds-1.0.0-edge', values: asYaml(open) },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: {
        labels: bare.labels,
        annotations: created(bare),
        name: 'ext-namespace-metadata-linkerd-config',
        namespace,
      },
      rules: rules('core configmaps get linkerd-config'),
    },
  ];
}

/** What differs from the chart's usual values: `linkerd upgrade` begins with it. */
function overrides(values: Values, namespace: string): Manifest {
  const changed = asYaml(difference(defaultValues, values));
  return {
    apiVersion: 'v1',
    data: { 'linkerd-config-overrides': base64(changed) },
    kind: 'Secret',
    metadata: {
      labels: componentOf(values, namespace).labels,
      name: 'linkerd-config-overrides',
      namespace,
    },
  };
}

/** pkg/tree: Diff. */
function difference(usual: Fields, values: Fields): Fields {
  const changed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    if (isEqual(value, usual[key])) continue;
    changed[key] =
      isFields(value) && isFields(usual[key])
        ? difference(fieldsOf(usual[key]), fieldsOf(value))
        : value;
  }
  return changed;
}

/** As Go's sigs.k8s.io/yaml writes a map: sorted. */
function asYaml(values: Fields): string {
  return stringify(values, { sortMapEntries: true, lineWidth: 0, indentSeq: false });
}
