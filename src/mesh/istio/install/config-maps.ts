import { at, fieldsOf, isFields } from '#cluster/api/json.ts';
import { writeYaml } from '#cluster/api/write-yaml.ts';
import { chartLabels, revised, revisionOf, type Manifest } from './manifest.ts';
import type { InstallSpec } from './spec.ts';

function configMap(
  spec: InstallSpec,
  base: string,
  labels: Readonly<Record<string, string>>,
  data: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: revised(base, spec),
      namespace: spec.namespace,
      labels: {
        ...chartLabels('istiod', 'istiod'),
        'install.operator.istio.io/owning-resource': 'unknown',
        'istio.io/rev': revisionOf(spec),
        'operator.istio.io/component': 'Pilot',
        release: 'istio',
        ...labels,
      },
    },
    data,
  };
}

/** `istio`: what MeshConfig says beyond its defaults. */
export function meshConfigMap(spec: InstallSpec): Manifest {
  return configMap(
    spec,
    'istio',
    {},
    {
      mesh: writeYaml(fieldsOf(sorted(spec.meshConfig))),
      meshNetworks: 'networks: {}',
    },
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

/** `istio-sidecar-injector`. Its templates are Go text that no part here reads: the policy and the values are. */
export function injectorConfigMap(spec: InstallSpec): Manifest {
  const config = {
    policy:
      at(spec.values, 'global', 'proxy', 'autoInject') === 'disabled' ? 'disabled' : 'enabled',
    alwaysInjectSelector: [],
    neverInjectSelector: [],
    injectedAnnotations: {},
    defaultTemplates: ['sidecar'],
  };
  return configMap(
    spec,
    'istio-sidecar-injector',
    {},
    {
      config: writeYaml(config),
      values: JSON.stringify(injectorValues(spec), undefined, 2),
    },
  );
}

/** What the injector reads of the values. */
function injectorValues({ values, revision, hub, tag }: InstallSpec) {
  return {
    gateways: {},
    global: { ...fieldsOf(values['global']), hub, tag },
    pilot: { cni: { enabled: false } },
    revision,
    sidecarInjectorWebhook: values['sidecarInjectorWebhook'],
  };
}

/** `values`: a copy of what was installed, for whoever installs over it. */
export function valuesConfigMap(spec: InstallSpec): Manifest {
  const { values, hub, tag, meshConfig } = spec;
  const original = { ...values, global: { ...fieldsOf(values['global']), hub, tag }, meshConfig };
  return configMap(
    spec,
    'values',
    {},
    {
      'original-values': JSON.stringify(original, undefined, 2),
      'merged-values': JSON.stringify(original, undefined, 2),
    },
  );
}
