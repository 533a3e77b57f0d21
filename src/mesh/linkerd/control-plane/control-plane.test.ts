import { describe, expect, test } from 'vitest';
import { at, listOf } from '#cluster/api/json.ts';
import { serviceAccountToken } from '#cluster/kubelet/token.ts';
import { readCertificates } from '#mesh/linkerd/tls/read-ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import { createBed, fileOf, start, type Bed } from './testdata/bed.ts';

const identity = 'web.shop.serviceaccount.identity.linkerd.cluster.local';

const shared = await createBed();
shared.apply(fileOf('shop.yaml'));
await shared.pass(20_000);
const begin = shared.cluster.save();

/** The same control plane, as it was with the shop in it. */
function withShop(): Bed {
  begin();
  return shared;
}

function restartsAndReadiness({ cluster }: Bed) {
  return cluster.api
    .list('pods', { namespace: 'linkerd' })
    .flatMap(({ metadata, status }) =>
      (status?.containerStatuses ?? []).map(({ name, ready, restartCount }) => [
        metadata.name.replace(/-[^-]+-[^-]+$/, ''),
        name,
        ready,
        restartCount,
      ]),
    );
}

describe('the installed control plane', () => {
  test('becomes ready, and stays so', async () => {
    const bed = withShop();
    const ready = [
      ['linkerd-destination', 'destination', true, 0],
      ['linkerd-destination', 'sp-validator', true, 0],
      ['linkerd-destination', 'policy', true, 0],
      ['linkerd-identity', 'identity', true, 0],
      ['linkerd-proxy-injector', 'proxy-injector', true, 0],
    ];
    const ofDeployments = () =>
      restartsAndReadiness(bed)
        .filter(([name]) => name !== 'linkerd')
        .filter(([, name]) => name !== 'heartbeat');
    expect(ofDeployments()).toEqual(ready);
    await bed.pass(60_000);
    expect(ofDeployments()).toEqual(ready);
    const [job] = bed.cluster.api.list('jobs.batch', { namespace: 'linkerd' });
    expect(job?.status?.succeeded).toBe(1);
  });
});

describe('the identity service', () => {
  const tokenOf = ({ cluster, pod }: Bed, audience = 'identity.l5d.io') => {
    const { metadata } = pod('shop', 'app=web');
    const found = cluster.api.get('pods', metadata);
    const now = cluster.clock.now();
    return serviceAccountToken(cluster.api, {
      pod: found,
      token: { audience, expirationSeconds: 86_400 },
      now,
    });
  };

  test('issues a certificate to who holds a token of the account, and tells of it', async () => {
    const bed = withShop();
    const response = bed.service.identity().certify({ identity, token: tokenOf(bed) });
    if (!('certificate' in response)) throw new Error(response.message);
    const { certificate } = response;
    expect(certificate).toMatchObject({ identity, serial: '1', isAuthority: false });
    const roots = readCertificates(bed.root.certificate.pem());
    const [leaf] = readCertificates(certificate.pem());
    if (!leaf) throw new Error('no leaf');
    const now = bed.cluster.clock.now();
    expect(() => verifyCertificate(leaf, { roots, dnsName: identity, now })).not.toThrow();
    await bed.pass(1000);
    const [event] = bed.cluster.api
      .list('events', { namespace: 'shop' })
      .filter(({ reason }) => reason === 'IssuedLeafCertificate');
    expect(event).toMatchObject({
      type: 'Normal',
      involvedObject: { kind: 'ServiceAccount', name: 'web', namespace: 'shop' },
      source: { component: 'linkerd-identity' },
    });
    expect(event?.message).toMatch(
      /^issued certificate for web\.shop\.serviceaccount\.identity\.linkerd\.cluster\.local until 2026-12-01 12:\d\d:\d\d \+0000 UTC: [0-9a-f]{64}$/,
    );
  });

  test.each([
    [
      'another account',
      identity.replace('web', 'admin'),
      'identity.l5d.io',
      {
        code: 'FailedPrecondition',
        message: `requested identity did not match provided token: requested=${identity.replace('web', 'admin')}; found=${identity}`,
      },
    ],
    [
      'another audience',
      identity,
      'https://kubernetes.default.svc.cluster.local',
      {
        code: 'InvalidArgument',
        message:
          '[invalid bearer token, token audiences ["https://kubernetes.default.svc.cluster.local"] is invalid for the target audiences ["identity.l5d.io"]]',
      },
    ],
  ])('refuses a token of %s', async (_, name, audience, expected) => {
    const bed = withShop();
    const token = tokenOf(bed, audience);
    expect(bed.service.identity().certify({ identity: name, token })).toEqual(expected);
    const forged = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(bed.service.identity().certify({ identity, token: forged })).toEqual({
      code: 'InvalidArgument',
      message: '[invalid bearer token, Token could not be verified]',
    });
  });

  test('does not start with an issuer that has expired', async () => {
    const bed = await createBed({ issuedAt: start - 400 * 24 * 60 * 60 * 1000 });
    const { status, metadata } = bed.pod('linkerd', 'linkerd.io/control-plane-component=identity');
    const [container] = listOf(at(status, 'containerStatuses'));
    expect(at(container, 'ready')).toBe(false);
    expect(Number(at(container, 'restartCount'))).toBeGreaterThan(0);
    expect(await bed.logs(metadata.name, 'identity')).toMatch(
      /level=fatal msg="Failed to initialize identity service: failed to verify issuer credentials for 'identity\.linkerd\.cluster\.local' with trust anchors: x509: certificate has expired or is not yet valid: current time 2026-11-30T12:\d\d:\d\dZ is after 2026-10-26T12:00:10Z/,
    );
  });

  test('does not take an issuer that is under no trust anchor', async () => {
    const bed = withShop();
    const next = await createBed({ seed: 2 });
    const secret = next.cluster.api.get('secrets', {
      namespace: 'linkerd',
      name: 'linkerd-identity-issuer',
    });
    bed.cluster.api.merge('secrets', secret.metadata, { data: { ...secret.data } });
    await bed.pass(70_000);
    const reasons = bed.cluster.api
      .list('events', { namespace: 'linkerd' })
      .filter(({ source }) => source?.component === 'linkerd-identity')
      .map(({ reason }) => reason);
    // Its root is not among the trust anchors.
    expect(reasons).toEqual(['IssuerUpdateSkipped']);
  });
});

describe('what was saved', () => {
  test('serves again after a restore, and what came after is forgotten', async () => {
    const bed = withShop();
    const restore = bed.cluster.save();
    const revision = bed.service.destination().revision();
    bed.cluster.api.delete(
      'pods',
      bed.pod('linkerd', 'linkerd.io/control-plane-component=destination').metadata,
    );
    await bed.pass(40_000);
    restore();
    expect(bed.service.destination().revision()).toBe(revision);
    expect(bed.service.policy().revision()).toBeGreaterThan(0);
    await bed.pass(60_000);
    expect(
      restartsAndReadiness(bed).every(([, name, ready]) => ready || name === 'heartbeat'),
    ).toBe(true);
  });
});
