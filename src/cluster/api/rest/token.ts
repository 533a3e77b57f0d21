import { notFound } from '#cluster/api/errors.ts';
import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { Random } from '#cluster/clock/random.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { answer } from './answer.ts';
import { readObject } from './body.ts';
import type { ResourceExchange } from './exchange.ts';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const defaultLifetime = 3600;

/** `serviceaccounts/token`: a JWT whose claims are real and whose signature is only of the right length. */
export async function requestToken(exchange: ResourceExchange): Promise<Response> {
  const { server, resource, route } = exchange;
  const { clock, random, store } = server.core;
  const { namespace, name = '' } = route;
  const account = store.get(placeOf(resource, namespace, name));
  if (!account) throw notFound(groupResource(resource), name);
  const { fields } = await readObject(exchange.request);
  const spec = fieldsOf(fields['spec']);
  const given = listOf(spec['audiences']);
  const audiences = given.length > 0 ? given : [issuer];
  const lifetime = Number(spec['expirationSeconds'] ?? defaultLifetime);
  const now = Math.floor(clock.now() / 1000);
  const token = signed(claimsOf(account, { audiences, now, lifetime, random }), random);
  return answer(
    exchange,
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: {
        name,
        namespace,
        creationTimestamp: seconds(clock.now()),
      },
      spec: {
        audiences,
        expirationSeconds: lifetime,
        boundObjectRef: at(spec, 'boundObjectRef') ?? null,
      },
      status: { token, expirationTimestamp: seconds((now + lifetime) * 1000) },
    },
    201,
  );
}

interface Terms {
  audiences: readonly unknown[];
  now: number;
  lifetime: number;
  random: Random;
}

function claimsOf({ metadata }: KubeObject, { audiences, now, lifetime, random }: Terms): unknown {
  const { name, namespace, uid } = metadata;
  return {
    aud: audiences,
    exp: now + lifetime,
    iat: now,
    iss: issuer,
    jti: random.uuid(),
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace ?? ''}:${name}`,
  };
}

/** RS256 signatures are 256 bytes long. */
function signed(claims: unknown, random: Random): string {
  const signature = Array.from({ length: 256 }, () => String.fromCharCode(random.below(256)));
  const header = { alg: 'RS256', kid: 'maillage' };
  return [JSON.stringify(header), JSON.stringify(claims), signature.join('')]
    .map(base64Url)
    .join('.');
}

function base64Url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
