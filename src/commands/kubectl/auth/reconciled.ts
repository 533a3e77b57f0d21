import type { JsonObject } from '#cluster/api/object.ts';
import { at, listAt, recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';

/** What reconciliation came to: the object as it is to be, and what it took. */
export interface Reconciled {
  object: JsonObject;
  operation: 'none' | 'create' | 'update' | 'recreate';
  /** It opted out, and is left alone. */
  isProtected: boolean;
  missing: readonly JsonObject[];
  extra: readonly JsonObject[];
  what: 'rules' | 'subjects';
}

export interface Removes {
  rules: boolean;
  subjects: boolean;
}

const optOut = 'rbac.authorization.kubernetes.io/autoupdate';

function made(object: JsonObject, what: Reconciled['what']): Reconciled {
  const missing = listAt(object, what);
  return { object, what, operation: 'create', isProtected: false, missing, extra: [] };
}

/** component-helpers/auth/rbac/reconciliation/reconcile_role.go (v1.35). */
export function reconciledRole(
  found: JsonObject | undefined,
  wanted: JsonObject,
  { rules: removes }: Removes,
): Reconciled {
  if (found === undefined) return made(wanted, 'rules');
  const [had, asked] = [listAt(found, 'rules'), listAt(wanted, 'rules')];
  const bothAggregate = 'aggregationRule' in wanted && 'aggregationRule' in found;
  const missing = uncovered(had, asked);
  const extra = bothAggregate ? [] : uncovered(asked, had);
  const rules = merged({ had, asked, missing, extra }, removes);
  const aggregation = aggregationOf(found, wanted, removes);
  return updated(found, wanted, {
    what: 'rules',
    missing,
    extra,
    changes: { ...(rules && { rules }), ...aggregation },
  });
}

/** reconcile_rolebindings.go: another role makes another binding. */
export function reconciledBinding(
  found: JsonObject | undefined,
  wanted: JsonObject,
  { subjects: removes }: Removes,
): Reconciled {
  if (found === undefined) return made(wanted, 'subjects');
  if (!isSame(found['roleRef'], wanted['roleRef'])) {
    const isProtected = isOptedOut(found);
    const none = { missing: [], extra: [], what: 'subjects' } as const;
    return { ...none, object: wanted, operation: 'recreate', isProtected };
  }
  const [had, asked] = [listAt(found, 'subjects'), listAt(wanted, 'subjects')];
  const [missing, extra] = [without(asked, had), without(had, asked)];
  const subjects = merged({ had, asked, missing, extra }, removes);
  return updated(found, wanted, {
    what: 'subjects',
    missing,
    extra,
    changes: subjects ? { subjects } : {},
  });
}

interface Lists {
  had: readonly JsonObject[];
  asked: readonly JsonObject[];
  missing: readonly JsonObject[];
  extra: readonly JsonObject[];
}

/** The union, or what was asked for alone; undefined where nothing changes. */
function merged({ had, asked, missing, extra }: Lists, removes: boolean) {
  if (removes) return missing.length + extra.length > 0 ? asked : undefined;
  return missing.length > 0 ? [...had, ...missing] : undefined;
}

function updated(
  found: JsonObject,
  wanted: JsonObject,
  { changes, ...told }: Pick<Reconciled, 'what' | 'missing' | 'extra'> & { changes: JsonObject },
): Reconciled {
  const words = ['annotations', 'labels'].flatMap((name): [string, JsonObject][] => {
    const [old, more] = [recordAt(found, `metadata.${name}`), recordAt(wanted, `metadata.${name}`)];
    // What is there has the last word.
    const all = { ...more, ...old };
    return Object.keys(all).length > Object.keys(old).length ? [[name, all]] : [];
  });
  const metadata = { ...recordAt(found, 'metadata'), ...Object.fromEntries(words) };
  const isChanged = words.length > 0 || Object.keys(changes).length > 0;
  return {
    ...told,
    object: { ...found, metadata, ...changes },
    operation: isChanged ? 'update' : 'none',
    isProtected: isOptedOut(found),
  };
}

function isOptedOut(found: JsonObject): boolean {
  return textAt(recordAt(found, 'metadata.annotations')[optOut], '') === 'false';
}

function aggregationOf(found: JsonObject, wanted: JsonObject, removes: boolean): JsonObject {
  const [had, asked] = [found['aggregationRule'], wanted['aggregationRule']];
  if (asked === undefined) return had === undefined ? {} : { aggregationRule: undefined };
  const path = 'clusterRoleSelectors';
  const lists = { had: listAt(had, path), asked: listAt(asked, path) };
  const missing = without(lists.asked, lists.had);
  const extra = without(lists.had, lists.asked);
  const all = merged({ ...lists, missing, extra }, removes);
  return all === undefined ? {} : { aggregationRule: { [path]: all } };
}

/** Those of the first list that the second has not, once each. */
function without(list: readonly JsonObject[], other: readonly JsonObject[]): JsonObject[] {
  return list.filter(
    (one, index) =>
      !other.some((two) => isSame(one, two)) && list.findIndex((two) => isSame(one, two)) === index,
  );
}

/** Same fields, in whatever order. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** component-helpers/auth/rbac/validation/policy_comparator.go: rules broken down to one permission each, that no owner's rule covers. */
function uncovered(owners: readonly JsonObject[], rules: readonly JsonObject[]): JsonObject[] {
  return rules
    .flatMap(permissionsOf)
    .filter((permission) => !owners.some((owner) => covers(owner, permission)));
}

function permissionsOf(rule: JsonObject): JsonObject[] {
  const list = (name: string) => textsAt(rule, name);
  const names = list('resourceNames');
  const each = names.length > 0 ? names.map((name) => ({ resourceNames: [name] })) : [{}];
  return [
    ...list('apiGroups').flatMap((group) =>
      list('resources').flatMap((resource) =>
        list('verbs').flatMap((verb) =>
          each.map((one) => ({
            verbs: [verb],
            apiGroups: [group],
            resources: [resource],
            ...one,
          })),
        ),
      ),
    ),
    ...list('nonResourceURLs').flatMap((url) =>
      list('verbs').map((verb) => ({ verbs: [verb], nonResourceURLs: [url] })),
    ),
  ];
}

function covers(owner: JsonObject, permission: JsonObject): boolean {
  const all = (name: string, isCovered: (have: readonly string[], one: string) => boolean) =>
    textsAt(permission, name).every((one) => isCovered(textsAt(owner, name), one));
  const orStar = (have: readonly string[], one: string) => have.includes('*') || have.includes(one);
  const owned = textsAt(owner, 'resourceNames');
  const isNamed = at(permission, 'resourceNames') !== undefined;
  return (
    all('verbs', orStar) &&
    all('apiGroups', orStar) &&
    all('resources', coversResource) &&
    all('nonResourceURLs', coversUrl) &&
    (owned.length === 0 || (isNamed && all('resourceNames', (have, one) => have.includes(one))))
  );
}

function coversResource(have: readonly string[], one: string): boolean {
  const slash = one.indexOf('/');
  const isSubresource = slash >= 0 && have.includes(`*${one.slice(slash)}`);
  return have.includes('*') || have.includes(one) || isSubresource;
}

function coversUrl(have: readonly string[], one: string): boolean {
  return have.some(
    (url) => url === one || (url.endsWith('*') && one.startsWith(url.replace(/\*+$/, ''))),
  );
}
