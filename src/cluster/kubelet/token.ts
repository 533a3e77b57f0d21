import type { Api } from '#cluster/api/api.ts';
import { encodeBase64Url } from './base64.ts';
import { digestOf } from './digest.ts';
import type { Pod } from './parts.ts';

interface Wanted {
  pod: Pod;
  token: { audience?: string; expirationSeconds?: number };
  now: number;
}

/**
 * The token of a pod's service account: the claims of a real one, and a signature that nothing here verifies.
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
  const bytes = digestOf(`${header}.${claims}`).repeat(4);
  return `${header}.${claims}.${encodeBase64Url(new TextEncoder().encode(bytes))}`;
}

function part(value: unknown): string {
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(value)));
}
