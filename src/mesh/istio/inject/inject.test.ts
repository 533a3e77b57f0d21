import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { at, fieldsOf, listOf, type Fields } from '#cluster/api/json.ts';
import { componentsOf } from '#mesh/istio/install/components.ts';
import { readSpec } from '#mesh/istio/install/spec.ts';
import type { InjectorConfig } from './context.ts';
import { inject } from './inject.ts';
import { isRequired } from './policy.ts';

/** As istiod reads it of what an installation writes. */
function configOf(...settings: string[]): InjectorConfig {
  const objects = componentsOf(readSpec({ files: [], settings })).flatMap((one) => one.objects);
  const data = (name: string) =>
    fieldsOf(
      objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name)?.[
        'data'
      ],
    );
  return {
    policy: 'enabled',
    values: fieldsOf(JSON.parse(String(data('istio-sidecar-injector')['values']))),
    meshConfig: fieldsOf(parse(String(data('istio')['mesh']))),
    revision: '',
    nativeSidecars: true,
  };
}

const config = configOf('profile=demo');
const file = join(import.meta.dirname, 'testdata/pods.yaml');
const pods: Readonly<Record<string, string>> = parse(readFileSync(file, 'utf8'));
const podOf = (name: string): Fields => fieldsOf(parse(pods[name] ?? ''));
const where = { namespace: 'default' };

test.for(Object.keys(pods))('injects the pod %s', async (name) => {
  const injected = inject(config, podOf(name), where);
  await expect(stringify(injected, { lineWidth: 0 })).toMatchFileSnapshot(
    `./testdata/${name}.injected.golden`,
  );
});

test.for(Object.keys(pods))('injects %s once, however often it is asked', (name) => {
  const once = JSON.parse(JSON.stringify(inject(config, podOf(name), where)));
  const twice = JSON.parse(JSON.stringify(inject(config, once, where)));
  expect(at(twice, 'spec', 'initContainers')).toHaveLength(
    listOf(at(once, 'spec', 'initContainers')).length,
  );
  expect(at(twice, 'spec', 'containers')).toHaveLength(
    listOf(at(once, 'spec', 'containers')).length,
  );
  expect(at(twice, 'spec', 'volumes')).toEqual(at(once, 'spec', 'volumes'));
});

test('uses a plain container where the kubelets are older than 1.33', () => {
  const old = inject({ ...config, nativeSidecars: false }, podOf('plain'), where);
  const names = (list: string) => listOf(at(old, 'spec', list)).map((one) => at(one, 'name'));
  expect(names('initContainers')).toEqual(['istio-init']);
  expect(names('containers')).toEqual(['hello', 'istio-proxy']);
});

test.for([
  [{}, true],
  [{ labels: { 'sidecar.istio.io/inject': 'false' } }, false],
  [{ annotations: { 'sidecar.istio.io/inject': 'false' } }, false],
  [
    {
      labels: { 'sidecar.istio.io/inject': 'true' },
      annotations: { 'sidecar.istio.io/inject': 'false' },
    },
    true,
  ],
] as const)('decides by the label before the annotation: %j', ([metadata, wanted]) => {
  expect(isRequired(config, { metadata, spec: {} }, 'default')).toBe(wanted);
});

test('leaves alone what uses the node’s network, and the system’s namespaces', () => {
  expect(isRequired(config, { spec: { hostNetwork: true } }, 'default')).toBe(false);
  expect(isRequired(config, { spec: {} }, 'kube-system')).toBe(false);
  expect(isRequired({ ...config, policy: 'disabled' }, { spec: {} }, 'default')).toBe(false);
});

test('refuses annotations that make no sense', () => {
  const annotations = {
    'sidecar.istio.io/interceptionMode': 'MAGIC',
    'traffic.sidecar.istio.io/excludeInboundPorts': '80,http',
  };
  expect(() => inject(config, { metadata: { annotations }, spec: {} }, where)).toThrow(
    /2 errors occurred:[^]*use REDIRECT,TPROXY,NONE: MAGIC[^]*excludeInboundPorts invalid/,
  );
});
