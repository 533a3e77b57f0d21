import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Config, PeerAuthenticationSpec } from '#mesh/istio/resources.ts';
import { mtlsOf } from './peer-authentication.ts';

const workload = { namespace: 'foo', labels: { app: 'httpbin', version: 'v1' } };

function policy(
  spec: PeerAuthenticationSpec,
  { namespace = 'foo', name = 'default', createdAt = 0 } = {},
): Config<PeerAuthenticationSpec> {
  return { namespace, name, createdAt, labels: {}, annotations: {}, spec };
}

function modeWith(...policies: Config<PeerAuthenticationSpec>[]): string {
  return mtlsOf(policies, workload, 'istio-system')(8080);
}

const selector = { matchLabels: { app: 'httpbin' } };
const strict = { mtls: { mode: 'STRICT' } } as const;
const disable = { mtls: { mode: 'DISABLE' } } as const;
const mesh = { namespace: 'istio-system' };

test('without a policy both plain text and mTLS are taken', () => {
  expect(modeWith()).toBe('PERMISSIVE');
});

test('a workload goes over its namespace, which goes over the mesh', () => {
  const policies = [policy(strict, mesh), policy(disable), policy({ ...strict, selector })];
  expect(modeWith(...policies.slice(0, 1))).toBe('STRICT');
  expect(modeWith(...policies.slice(0, 2))).toBe('DISABLE');
  expect(modeWith(...policies)).toBe('STRICT');
});

test('UNSET, or nothing, takes the mode of the wider scope', () => {
  const unset = { mtls: { mode: 'UNSET' } } as const;
  expect(modeWith(policy(strict, mesh), policy(unset), policy({ selector }))).toBe('STRICT');
});

test('the oldest of several counts, by name between two of one second', () => {
  const old = policy(strict, { name: 'z', createdAt: 1000 });
  const young = policy(disable, { name: 'a', createdAt: 2000 });
  expect(modeWith(young, old)).toBe('STRICT');
  const same = policy(disable, { name: 'a', createdAt: 1000 });
  expect(modeWith(old, same)).toBe('DISABLE');
});

test('a port goes over its workload, and is of the container', () => {
  const spec: PeerAuthenticationSpec = {
    selector,
    ...strict,
    portLevelMtls: { '8080': { mode: 'DISABLE' }, '9090': { mode: 'UNSET' } },
  };
  const modes = mtlsOf([policy(spec)], workload, 'istio-system');
  expect([8080, 9090, 80].map(modes)).toEqual(['DISABLE', 'STRICT', 'STRICT']);
});

test('a policy of another namespace or other labels, or with a selector in the root namespace, counts nowhere', () => {
  expect(modeWith(policy(strict, { namespace: 'bar' }))).toBe('PERMISSIVE');
  expect(modeWith(policy({ ...strict, selector: { matchLabels: { app: 'x' } } }))).toBe(
    'PERMISSIVE',
  );
  expect(modeWith(policy({ ...strict, selector }, mesh))).toBe('PERMISSIVE');
});

const modes = fc.constantFrom('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT', undefined);

test('the narrowest scope that says something decides, whatever the order of the policies', () => {
  const scopes = fc.record({ mesh: modes, namespace: modes, own: modes, port: modes });
  fc.assert(
    fc.property(scopes, fc.boolean(), (said, turn) => {
      const mtls = (mode: typeof said.mesh) => (mode === undefined ? {} : { mtls: { mode } });
      const portLevelMtls = { '8080': said.port === undefined ? {} : { mode: said.port } };
      const policies = [
        policy(mtls(said.mesh), mesh),
        policy(mtls(said.namespace)),
        policy({ ...mtls(said.own), selector, portLevelMtls }, { name: 'own' }),
      ];
      const narrowest = [said.port, said.own, said.namespace, said.mesh].find(
        (mode) => mode !== undefined && mode !== 'UNSET',
      );
      expect(modeWith(...(turn ? policies.toReversed() : policies))).toBe(
        narrowest ?? 'PERMISSIVE',
      );
    }),
  );
});
