import { notFound } from '#cluster/api/errors.ts';
import { at, fieldsOf, listOf } from '#cluster/api/json.ts';
import { invalid } from '#cluster/api/schema/field-error.ts';
import { seconds } from '#cluster/timestamps.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { answer } from './answer.ts';
import { readObject } from './body.ts';
import type { ResourceExchange } from './exchange.ts';
import { issuer, issueToken } from './service-account-token.ts';

const defaultLifetime = 3600;
const shortest = 600;

/** `serviceaccounts/token`: pkg/registry/core/serviceaccount/storage/token.go (v1.35). */
export async function requestToken(exchange: ResourceExchange): Promise<Response> {
  const { server, resource, route } = exchange;
  const { core } = server;
  const { namespace, name = '' } = route;
  const account = core.store.get(placeOf(resource, namespace, name));
  if (!account) throw notFound(groupResource(resource), name);
  const { fields } = await readObject(exchange);
  const spec = fieldsOf(fields['spec']);
  const given = listOf(spec['audiences']);
  const audiences = given.length > 0 ? given : [issuer];
  const lifetime = Number(spec['expirationSeconds'] ?? defaultLifetime);
  if (lifetime < shortest) {
    throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest', name: '' }, [
      {
        type: 'Invalid value',
        field: 'spec.expirationSeconds',
        value: lifetime,
        detail: 'may not specify a duration less than 10 minutes',
      },
    ]);
  }
  const now = Math.floor(core.clock.now() / 1000) * 1000;
  return answer(
    exchange,
    {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name, namespace, creationTimestamp: seconds(now) },
      spec: {
        audiences,
        expirationSeconds: lifetime,
        boundObjectRef: at(spec, 'boundObjectRef') ?? null,
      },
      status: {
        token: issueToken(core, account, { audiences, lifetime }),
        expirationTimestamp: seconds(now + lifetime * 1000),
      },
    },
    201,
  );
}
