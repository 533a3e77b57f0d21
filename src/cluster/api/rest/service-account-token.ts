import { createRandom } from '#cluster/clock/random.ts';
import { at, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import type { User } from '#cluster/api/rbac/authorizer.ts';
import type { Core } from '#cluster/api/verbs/core.ts';

export const issuer = 'https://kubernetes.default.svc.cluster.local';

export interface Terms {
  readonly audiences: readonly unknown[];
  /** Seconds. */
  readonly lifetime: number;
}

/** A JWT as the real server makes it, but for its signature: only this cluster could tell that it is good. */
export function issueToken(
  core: Core,
  account: KubeObject,
  { audiences, lifetime }: Terms,
): string {
  const { name, namespace = '', uid } = account.metadata;
  const now = Math.floor(core.clock.now() / 1000);
  const claims = {
    aud: audiences,
    exp: now + lifetime,
    iat: now,
    iss: issuer,
    jti: core.random.uuid(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`,
  };
  const header = { alg: 'RS256', kid: 'maillage' };
  const signed = [header, claims].map((part) => base64Url(JSON.stringify(part))).join('.');
  return `${signed}.${signatureOf(signed)}`;
}

/** Whose token this is; undefined when it is nobody's, any more or ever. */
export function readToken({ store, clock }: Core, token: string): User | undefined {
  const [header = '', payload = '', signature = ''] = token.split('.');
  if (signature !== signatureOf(`${header}.${payload}`)) return undefined;
  const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  const account = at(claims, 'kubernetes.io', 'serviceaccount');
  const namespace = textOf(at(claims, 'kubernetes.io', 'namespace'));
  const name = textOf(at(account, 'name'));
  const found = store.get({ resource: 'serviceaccounts', namespace, name });
  const isGood =
    found?.metadata.uid === at(account, 'uid') &&
    Number(at(claims, 'exp')) * 1000 > clock.now() &&
    listOf(at(claims, 'aud')).includes(issuer);
  return isGood ? accountUser(namespace, name) : undefined;
}

/** serviceaccount.UserInfo. */
export function accountUser(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      'system:serviceaccounts',
      `system:serviceaccounts:${namespace}`,
      'system:authenticated',
    ],
  };
}

/** RS256 signatures are 256 bytes long; this one only depends on what it signs. */
function signatureOf(signed: string): string {
  let seed = 0x811c9dc5;
  for (let index = 0; index < signed.length; index += 1) {
    seed = Math.imul(seed ^ signed.charCodeAt(index), 0x01000193);
  }
  const random = createRandom(seed);
  return base64Url(
    Array.from({ length: 256 }, () => String.fromCharCode(random.below(256))).join(''),
  );
}

function base64Url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
