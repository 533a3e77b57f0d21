import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, textsAt } from '#commands/kubectl/json.ts';
import { printRows } from '#commands/kubectl/printers/tab-writer.ts';

interface Rule {
  verbs: readonly string[];
  groups: readonly string[];
  resources: readonly string[];
  names: readonly string[];
  urls: readonly string[];
}

/** rbac rules broken down to one resource each and joined again by verbs (component-helpers rbac/v1 and kubectl util/rbac). */
export function compactRules(rules: readonly JsonObject[]): Rule[] {
  const compact = new Map<string, Rule>();
  const others: Rule[] = [];
  for (const rule of rules.flatMap(breakDown)) {
    const { verbs, groups, resources, names } = rule;
    const key = JSON.stringify([groups, resources, names]);
    const before = compact.get(key);
    // Only rules of one resource are joined: the others stay as often as they were given.
    if (!isSimple(rule)) others.push(rule);
    else if (before === undefined) compact.set(key, rule);
    else
      compact.set(key, {
        ...before,
        verbs: [...before.verbs, ...verbs.filter((verb) => !before.verbs.includes(verb))],
      });
  }
  return [...others, ...compact.values()].toSorted((a, b) => compareText(textOf(a), textOf(b)));
}

function isSimple({ resources, groups, urls, names }: Rule): boolean {
  return resources.length === 1 && groups.length === 1 && urls.length === 0 && names.length < 2;
}

function breakDown(rule: JsonObject): Rule[] {
  const verbs = textsAt(rule, 'verbs');
  const names = textsAt(rule, 'resourceNames');
  const urls = textsAt(rule, 'nonResourceURLs').map((url) => ({
    verbs,
    urls: [url],
    groups: [],
    resources: [],
    names: [],
  }));
  const resources = textsAt(rule, 'apiGroups').flatMap((group) =>
    textsAt(rule, 'resources').flatMap((resource) =>
      (names.length > 0 ? names.map((name) => [name]) : [[]]).flatMap((one) =>
        verbs.map((verb) => ({
          verbs: [verb],
          groups: [group],
          resources: [resource],
          names: one,
          urls: [],
        })),
      ),
    ),
  );
  return [...resources, ...urls.flatMap((one) => verbs.map((verb) => ({ ...one, verbs: [verb] })))];
}

/** A rule's Go text, by which they are sorted. */
function textOf({ verbs, groups, resources, names, urls }: Rule): string {
  return [verbs, groups, resources, names, urls].map((list) => `[${list.join(' ')}],`).join('');
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

export function printAccess(review: JsonObject, hasHeaders: boolean): string {
  const rules = compactRules([
    ...listAt(review, 'status.resourceRules'),
    ...listAt(review, 'status.nonResourceRules'),
  ]);
  const rows = rules.map(({ verbs, groups, resources, names, urls }) => [
    combine(resources, groups),
    `[${urls.join(' ')}]`,
    `[${names.join(' ')}]`,
    `[${verbs.join(' ')}]`,
  ]);
  const headers = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'];
  return printRows(hasHeaders ? [headers, ...rows] : rows);
}

/** describe.CombineResourceGroup: `deployments.apps`, `pods/log`. */
export function combine(resources: readonly string[], groups: readonly string[]): string {
  if (resources.length === 0) return '';
  const [first = '', ...rest] = (resources[0] ?? '').split('/');
  const [group = ''] = groups;
  const name = group === '' ? first : `${first}.${group}`;
  return rest.length === 0 ? name : `${name}/${rest.join('/')}`;
}
