import { at, type Fields, fieldsOf, listOf, optionalText, textOf } from '#cluster/api/json.ts';
import { seconds } from '#cluster/timestamps.ts';
import type { AccessRequest, User } from '#cluster/api/rbac/authorizer.ts';
import { answer } from './answer.ts';
import { readObject } from './body.ts';
import type { ResourceExchange } from './exchange.ts';
import { issuer, readToken } from './service-account-token.ts';

type Review = (exchange: ResourceExchange, body: Fields) => Fields;

/** What each review adds to what was posted. */
export const reviews: ReadonlyMap<string, Review> = new Map<string, Review>([
  [
    'selfsubjectreviews.authentication.k8s.io',
    // Its storage makes a new object, of now (pkg/registry/authentication/selfsubjectreview/rest.go).
    ({ user, server }) => ({
      metadata: { creationTimestamp: seconds(server.core.clock.now()) },
      status: { userInfo: infoOf(user) },
    }),
  ],
  ['tokenreviews.authentication.k8s.io', reviewToken],
  [
    'selfsubjectaccessreviews.authorization.k8s.io',
    (exchange, body) => verdict(exchange, body, exchange.user),
  ],
  [
    'subjectaccessreviews.authorization.k8s.io',
    (exchange, body) => verdict(exchange, body, subjectOf(body)),
  ],
  [
    'localsubjectaccessreviews.authorization.k8s.io',
    (exchange, body) => verdict(exchange, body, subjectOf(body)),
  ],
  ['selfsubjectrulesreviews.authorization.k8s.io', reviewRules],
]);

export async function postReview(exchange: ResourceExchange): Promise<Response> {
  const { fields } = await readObject(exchange);
  const review = reviews.get(exchange.resource.name);
  const metadata = { creationTimestamp: null, ...fieldsOf(fields['metadata']) };
  return answer(exchange, { ...fields, metadata, ...review?.(exchange, fields) }, 201);
}

function infoOf({ name, groups }: User): Fields {
  return { username: name, groups };
}

function subjectOf(body: Fields): User {
  return {
    name: textOf(at(body, 'spec', 'user')),
    groups: listOf(at(body, 'spec', 'groups')).map(textOf),
  };
}

function targetOf(spec: Fields): AccessRequest['target'] {
  const path = at(spec, 'nonResourceAttributes', 'path');
  if (path !== undefined) return { type: 'path', path: textOf(path) };
  const attributes = fieldsOf(spec['resourceAttributes']);
  const subresource = optionalText(attributes['subresource']);
  const namespace = optionalText(attributes['namespace']);
  const name = optionalText(attributes['name']);
  return {
    type: 'resource',
    group: textOf(attributes['group']),
    resource: textOf(attributes['resource']),
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function verdict({ server }: ResourceExchange, body: Fields, user: User): Fields {
  const spec = fieldsOf(body['spec']);
  const verb = textOf(
    at(spec, 'resourceAttributes', 'verb') ?? at(spec, 'nonResourceAttributes', 'verb'),
  );
  const found = server.authorizer?.allows({ user, verb, target: targetOf(spec) });
  const { allowed, reason } = found ?? { allowed: true, reason: '' };
  return { status: { allowed, ...(reason === '' ? {} : { reason }) } };
}

function reviewRules({ server, user }: ResourceExchange, body: Fields): Fields {
  const namespace = textOf(at(body, 'spec', 'namespace'));
  const rules = server.authorizer?.rules?.(user, namespace);
  return {
    status: {
      resourceRules: rules?.resourceRules ?? [],
      nonResourceRules: rules?.nonResourceRules ?? [],
      incomplete: rules === undefined,
    },
  };
}

/** Only tokens of service accounts are known. */
function reviewToken({ server }: ResourceExchange, body: Fields): Fields {
  const token = textOf(at(body, 'spec', 'token'));
  const user = readToken(server.core, token);
  if (user) return { status: { authenticated: true, user: infoOf(user), audiences: [issuer] } };
  return { status: { user: {}, error: '[invalid bearer token, Token could not be verified]' } };
}
