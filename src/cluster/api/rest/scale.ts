import { notFound } from '#cluster/api/errors.ts';
import { asObject, at, fieldsOf, type Fields, listOf, textOf } from '#cluster/api/json.ts';
import type { KubeObject } from '#cluster/api/object.ts';
import { selectorText } from '#cluster/selector-text.ts';
import { mergePatch } from '#cluster/api/patch/merge-patch.ts';
import { groupResource, placeOf } from '#cluster/api/verbs/names.ts';
import { change } from '#cluster/api/verbs/update.ts';
import { answer } from './answer.ts';
import { readObject } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';
import { parsePatch, patchTypeOf } from './patch.ts';

/** Where a kind keeps what autoscaling/v1 Scale shows. */
interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  readonly selector: readonly string[];
}

const builtIn: ScalePaths = {
  spec: ['spec', 'replicas'],
  status: ['status', 'replicas'],
  selector: ['spec', 'selector'],
};

export async function answerScale(exchange: ResourceExchange, verb: string): Promise<Response> {
  const { resource, route, server } = exchange;
  const { namespace, name = '' } = route;
  const paths = pathsOf(exchange);
  const stored = server.core.store.get(placeOf(resource, namespace, name));
  if (!stored) throw notFound(groupResource(resource), name);
  if (verb === 'get') return answer(exchange, scaleOf(stored, paths));
  const wanted = await wantedScale(exchange, verb, scaleOf(stored, paths));
  const revision = textOf(at(wanted, 'metadata', 'resourceVersion'));
  const replicas = at(wanted, 'spec', 'replicas') ?? 0;
  const object = change(server.core, callOf(exchange, 'scale'), { namespace, name }, (current) =>
    withReplicas(current, paths.spec, { replicas, revision }),
  );
  return answer(exchange, scaleOf(object, paths));
}

async function wantedScale(
  exchange: ResourceExchange,
  verb: string,
  scale: Fields,
): Promise<Fields> {
  if (verb === 'update') return (await readObject(exchange)).fields;
  const type = patchTypeOf(exchange);
  const text = await exchange.request.text();
  const content = parsePatch(text, type === 'json' ? 'json' : 'merge');
  if (type !== 'json') return fieldsOf(mergePatch(scale, content));
  return exchange.server.core.rules.ofRequests().patch(exchange.resource, {
    version: exchange.route.version,
    type: 'json',
    object: asObject(scale),
    patch: content,
  });
}

interface Wanted {
  replicas: unknown;
  revision: string;
}

function withReplicas(
  object: KubeObject,
  path: readonly string[],
  { replicas, revision }: Wanted,
): KubeObject {
  const resourceVersion = revision === '' ? object.metadata.resourceVersion : revision;
  const metadata = { ...object.metadata, resourceVersion };
  return asObject({ ...setAt(object, path, replicas), metadata });
}

function setAt(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): Fields {
  const fields = fieldsOf(value);
  if (key === undefined) return fields;
  return { ...fields, [key]: rest.length === 0 ? leaf : setAt(fields[key], rest, leaf) };
}

function pathsOf({ server, resource, route }: ResourceExchange): ScalePaths {
  const definition = server.core.kinds.definitionOf(resource);
  if (!definition) return builtIn;
  const version = listOf(at(definition, 'spec', 'versions')).find(
    (one) => at(one, 'name') === route.version,
  );
  const scale = at(version, 'subresources', 'scale');
  const path = (key: string): readonly string[] =>
    textOf(at(scale, key))
      .split('.')
      .filter((part) => part !== '');
  return {
    spec: path('specReplicasPath'),
    status: path('statusReplicasPath'),
    selector: path('labelSelectorPath'),
  };
}

function scaleOf(object: KubeObject, paths: ScalePaths): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = at(object, ...paths.spec);
  const selector = paths.selector.length === 0 ? undefined : at(object, ...paths.selector);
  const text = typeof selector === 'string' ? selector : textOfSelector(object, selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas ? { replicas } : {},
    status: {
      replicas: at(object, ...paths.status) ?? 0,
      ...(text === '' ? {} : { selector: text }),
    },
  };
}

function textOfSelector({ kind }: KubeObject, selector: unknown): string {
  const fields = fieldsOf(selector);
  return selectorText(
    kind === 'ReplicationController' ? { matchLabels: labelsOf(fields) } : labelSelector(fields),
  );
}

function labelsOf(fields: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fieldsOf(fields)).map(([key, value]) => [key, textOf(value)]),
  );
}

function labelSelector(fields: Fields) {
  return {
    matchLabels: labelsOf(fields['matchLabels']),
    matchExpressions: listOf(fields['matchExpressions']).map((one) => ({
      key: textOf(at(one, 'key')),
      operator: textOf(at(one, 'operator')),
      values: listOf(at(one, 'values')).map(textOf),
    })),
  };
}
