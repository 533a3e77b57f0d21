import { expect, test } from 'vitest';
import { createApi } from '#cluster/api/create-api.ts';
import { at } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { createClock } from '#cluster/clock/clock.ts';
import { createRandom } from '#cluster/clock/random.ts';
import { gatewayApi } from './gateway-api.ts';

const group = 'gateway.networking.k8s.io';
const plurals: Readonly<Record<string, string>> = {
  CustomResourceDefinition: 'customresourcedefinitions.apiextensions.k8s.io',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies.admissionregistration.k8s.io',
  ValidatingAdmissionPolicyBinding:
    'validatingadmissionpolicybindings.admissionregistration.k8s.io',
};

async function installed() {
  const clock = createClock(Date.UTC(2026, 0, 1));
  const { api, fetch } = createApi({ clock, random: createRandom(1) });
  // Validation comes with the first write of a client.
  const anything = 'http://kubernetes/api/v1/namespaces/none';
  await fetch(new Request(anything, { method: 'DELETE' }));
  api.create('namespaces', { metadata: { name: 'default' } });
  for (const text of gatewayApi('v1.5.1').split('\n---\n')) {
    const object = JSON.parse(text) as KubeObject;
    api.create(plurals[object.kind] ?? '', object);
  }
  clock.advance(1000);
  return api;
}

const metadata = { namespace: 'default', name: 'bookinfo' };
const listeners = [{ name: 'http', port: 80, protocol: 'HTTP' }];

test('the kinds of the Gateway API take and complete what is written', async () => {
  const api = await installed();
  const gateway = api.create(`gateways.${group}`, {
    metadata,
    spec: { gatewayClassName: 'istio', listeners },
  });
  expect(at(gateway, 'spec', 'listeners')).toEqual([
    { ...listeners[0], allowedRoutes: { namespaces: { from: 'Same' } } },
  ]);
  expect(at(gateway, 'status', 'conditions')).toMatchObject([
    { type: 'Accepted', status: 'Unknown', message: 'Waiting for controller' },
    { type: 'Programmed', status: 'Unknown' },
  ]);
  const route = api.create(`httproutes.${group}`, {
    metadata,
    spec: {
      parentRefs: [{ name: 'bookinfo' }],
      rules: [{ backendRefs: [{ name: 'productpage', port: 9080 }] }],
    },
  });
  expect(route['spec']).toEqual({
    parentRefs: [{ name: 'bookinfo', group, kind: 'Gateway' }],
    rules: [
      {
        backendRefs: [{ name: 'productpage', port: 9080, group: '', kind: 'Service', weight: 1 }],
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
      },
    ],
  });
});

test('the kinds of the Gateway API refuse what their schemas do not allow', async () => {
  const api = await installed();
  const refusals = [
    { gatewayClassName: 'istio', listeners: [] },
    { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 70_000, protocol: 'HTTP' }] },
    { gatewayClassName: 'istio', listeners: [...listeners, ...listeners] },
    { listeners },
  ].map((spec) => {
    try {
      api.create(`gateways.${group}`, { metadata, spec });
      return '';
    } catch (error) {
      return (error as Error).message.replace(/^.*is invalid: /, '');
    }
  });
  expect(refusals).toMatchInlineSnapshot(`
    [
      "spec.listeners: Invalid value: 0: spec.listeners in body should have at least 1 items",
      "spec.listeners[0].port: Invalid value: 70000: spec.listeners[0].port in body should be less than or equal to 65535",
      "spec.listeners[1]: Duplicate value: {"name":"http"}",
      "spec.gatewayClassName: Required value",
    ]
  `);
});

test('TCP and UDP routes are standard since v1.6', () => {
  const kinds = (version: string) =>
    gatewayApi(version)
      .split('\n---\n')
      .map((text) => at(JSON.parse(text) as KubeObject, 'spec', 'names', 'kind'));
  const added = kinds('v1.6.0').filter((kind) => !kinds('v1.5.1').includes(kind));
  expect(added).toEqual(['TCPRoute', 'UDPRoute']);
});
