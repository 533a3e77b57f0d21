import type { Api } from '#cluster/api/api.ts';
import { at, listOf, textOf } from '#cluster/api/json.ts';
import { encodeBase64Url } from './base64.ts';
import { digestOf } from './digest.ts';
import type { Pod } from './parts.ts';

interface Wanted {
  pod: Pod;
  token: { audience?: string; expirationSeconds?: number };
  now: number;
}

/**
 * The token of a pod's service account: the claims of a real one, and a signature that only depends on what it signs.
 * A new one once four fifths of its life are over.
 */
export function serviceAccountToken(api: Api, { pod, token, now }: Wanted): string {
  const { namespace = '', name, uid, creationTimestamp } = pod.metadata;
  const account = pod.spec?.serviceAccountName ?? 'default';
  const lifetime = token.expirationSeconds ?? 3600;
  const created = Date.parse(creationTimestamp) / 1000;
  const renewal = lifetime * 0.8;
  const issued = Math.floor(created + Math.floor((now / 1000 - created) / renewal) * renewal);
  const issuer = 'https://kubernetes.default.svc.cluster.local';
  const header = part({ alg: 'RS256', kid: digestOf(issuer).slice(0, 43) });
  const claims = part({
    aud: [token.audience ?? issuer],
    exp: issued + lifetime,
    iat: issued,
    iss: issuer,
    jti: uid,
    'kubernetes.io': {
      namespace,
      node: { name: pod.spec?.nodeName ?? '' },
      pod: { name, uid },
      serviceaccount: {
        name: account,
        uid: api.find('serviceaccounts', { namespace, name: account })?.metadata.uid ?? '',
      },
      warnafter: issued + 3607,
    },
    nbf: issued,
    sub: `system:serviceaccount:${namespace}:${account}`,
  });
  return `${header}.${claims}.${signatureOf(`${header}.${claims}`)}`;
}

function signatureOf(signed: string): string {
  return encodeBase64Url(new TextEncoder().encode(digestOf(signed).repeat(4)));
}

interface ReadToken {
  readonly namespace: string;
  readonly name: string;
  readonly audiences: readonly unknown[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Whose it is, as a TokenReview finds out; undefined for what this cluster has not signed, and for accounts that are gone. */
export function readServiceAccountToken(api: Api, token: string): ReadToken | undefined {
  const [header = '', payload = '', signature = ''] = token.trim().split('.');
  if (signature !== signatureOf(`${header}.${payload}`)) return undefined;
  const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  const account = at(claims, 'kubernetes.io', 'serviceaccount');
  const namespace = textOf(at(claims, 'kubernetes.io', 'namespace'));
  const name = textOf(at(account, 'name'));
  const found = api.find('serviceaccounts', { namespace, name });
  if (found?.metadata.uid !== at(account, 'uid')) return undefined;
  const expiresAt = Number(at(claims, 'exp')) * 1000;
  return { namespace, name, audiences: listOf(at(claims, 'aud')), expiresAt };
}

function part(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}
