import type { KubeObject } from '#cluster/api/object.ts';
import type { Condition, ObjectsAsked } from '#schemas/predicate.ts';
import { meets } from './conditions.ts';
import type { Finding, World } from './world.ts';

/** Objects of the cluster: how many there are, and how they must be. */
export function lookAtObjects({ api }: World, asked: ObjectsAsked): Finding {
  if (!api.resources().includes(asked.resource)) {
    return { holds: false, words: [`le cluster ne connaît pas encore le type ${asked.resource}`] };
  }
  const named = objectsOf(api, asked);
  const { counted, why } = sift(named, asked.where ?? []);
  const { atLeast = 1, exactly } = asked;
  const isEnough = exactly === undefined ? counted.length >= atLeast : counted.length === exactly;
  if (!isEnough)
    return { holds: false, words: why.length > 0 ? why : [countInWords(asked, counted)] };
  const wrong = counted.flatMap((object) =>
    (asked.every ?? []).flatMap((condition) => complaint(object, condition)),
  );
  return wrong.length > 0
    ? { holds: false, words: wrong.slice(0, mostComplaints) }
    : { holds: true, words: [countInWords(asked, counted)] };
}

const mostComplaints = 3;

function objectsOf(
  api: World['api'],
  { resource, namespace, name, labels }: ObjectsAsked,
): readonly KubeObject[] {
  const found = api.list<string>(resource, { namespace, labels });
  return name === undefined ? found : found.filter(({ metadata }) => metadata.name === name);
}

/** Those that count, and why the others do not. */
function sift(
  objects: readonly KubeObject[],
  where: readonly Condition[],
): { counted: readonly KubeObject[]; why: readonly string[] } {
  const judged = objects.map((object) => ({
    object,
    why: where.flatMap((condition) => complaint(object, condition)),
  }));
  return {
    counted: judged.filter(({ why }) => why.length === 0).map(({ object }) => object),
    why: judged.flatMap(({ why }) => why).slice(0, mostComplaints),
  };
}

function complaint(object: KubeObject, condition: Condition): string[] {
  const { holds, found, wanted } = meets(object, condition);
  return holds ? [] : [`${nameOf(object)} : ${found}, ${wanted}`];
}

/** `Deployment web (shop)`. */
function nameOf({ kind, metadata }: KubeObject): string {
  const { name, namespace } = metadata;
  return `${kind} ${name}${namespace === undefined ? '' : ` (${namespace})`}`;
}

function countInWords(asked: ObjectsAsked, counted: readonly KubeObject[]): string {
  const { resource, namespace, name, labels, atLeast, exactly } = asked;
  const what = [
    name === undefined ? resource : `${resource}/${name}`,
    labels === undefined ? '' : ` (${labels})`,
    namespace === undefined ? '' : ` dans le namespace ${namespace}`,
  ].join('');
  const wanted = exactly ?? atLeast ?? 1;
  if (counted.length === 0 && wanted > 0) return `${what} : introuvable`;
  const found = `${what} : ${counted.length} trouvé${counted.length > 1 ? 's' : ''}`;
  return wanted === 1 && exactly === undefined
    ? found
    : `${found}, ${wanted} attendu${wanted > 1 ? 's' : ''}`;
}
