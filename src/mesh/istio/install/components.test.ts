import { expect, test } from 'vitest';
import { componentsOf, tagManifests } from './components.ts';
import { istioCrds } from './crds.ts';
import { readSpec } from './spec.ts';

function objectsOf(...settings: string[]): string[] {
  return componentsOf(readSpec({ files: [], settings })).flatMap(({ name, objects }) =>
    objects.map(({ kind, metadata }) => `${name} ${kind}/${metadata.name}`),
  );
}

test('creates for the demo profile what the real installer creates', async () => {
  await expect(`${objectsOf('profile=demo').join('\n')}\n`).toMatchFileSnapshot(
    './testdata/demo-objects.golden',
  );
});

test('writes the Deployments, Services and webhooks of the demo profile', async () => {
  const spec = readSpec({ files: [], settings: ['profile=demo'] });
  const objects = componentsOf(spec)
    .flatMap((component) => component.objects)
    .filter(
      ({ kind }) =>
        ['Deployment', 'Service', 'ConfigMap'].includes(kind) || kind.includes('Webhook'),
    );
  await expect(`${JSON.stringify(objects, undefined, 1)}\n`).toMatchFileSnapshot(
    './testdata/demo.json.golden',
  );
});

test('adds the egress gateway to the default profile with demo, and nothing else', () => {
  const names = (profile: string) => new Set(objectsOf(`profile=${profile}`));
  const added = [...names('demo').difference(names('default'))];
  expect(added.map((line) => line.split(' ')[1])).toEqual([
    'ServiceAccount/istio-egressgateway-service-account',
    'Deployment/istio-egressgateway',
    'PodDisruptionBudget/istio-egressgateway',
    'Role/istio-egressgateway-sds',
    'RoleBinding/istio-egressgateway-sds',
    'Service/istio-egressgateway',
  ]);
});

test('installs no gateway with minimal, and nothing with empty', () => {
  expect(objectsOf('profile=minimal').some((line) => line.includes('gateway-service'))).toBe(false);
  expect(objectsOf('profile=empty')).toEqual([]);
});

test('names a revision in what belongs to it', () => {
  const canary = objectsOf('profile=minimal', 'revision=canary');
  expect(canary).toContain('Pilot Deployment/istiod-canary');
  expect(canary).toContain('Pilot MutatingWebhookConfiguration/istio-sidecar-injector-canary');
  expect(canary).toContain('Pilot ConfigMap/istio-canary');
});

test('gives the tag default its webhooks, its Service and its validator', () => {
  const target = { namespace: 'istio-system', revision: '' };
  expect(
    tagManifests('default', target).map(({ kind, metadata }) => `${kind}/${metadata.name}`),
  ).toEqual([
    'MutatingWebhookConfiguration/istio-revision-tag-default',
    'Service/istiod-revision-tag-default',
    'ValidatingWebhookConfiguration/istiod-default-validator',
  ]);
});

test('defines the fifteen kinds of Istio 1.31', () => {
  expect(istioCrds().map(({ metadata }) => metadata.name)).toHaveLength(15);
});

test.for([
  [
    'values.global.controlPlaneSecurityEnabled=true',
    'could not unmarshal: error unmarshaling JSON: while decoding JSON: unknown field "controlPlaneSecurityEnabled" in istio.operator.v1alpha1.GlobalConfig',
  ],
  ['global.platform=k3d', 'could not unmarshal: json: unknown field "global"'],
  [
    'profile=production',
    'merge inputs: profile "production" not found: open profiles/production.yaml: file does not exist',
  ],
] as const)('refuses --set %s as the real installer does', ([setting, message]) => {
  expect(() => readSpec({ files: [], settings: [setting] })).toThrow(message);
});

test('says of a setting that nothing here heeds it', () => {
  expect(() => readSpec({ files: [], settings: ['values.pilot.taint.enabled=true'] })).toThrow(
    'le réglage values.pilot.taint.enabled d’istioctl install',
  );
});
