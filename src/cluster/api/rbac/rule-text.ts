import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { byText } from '#cluster/text-order.ts';

export type Rule = NonNullable<IRole['rules']>[number];

const verbs: Readonly<Record<string, string>> = {
  c: 'create',
  d: 'delete',
  D: 'deletecollection',
  g: 'get',
  l: 'list',
  p: 'patch',
  u: 'update',
  w: 'watch',
};

/**
 * Rules as one text: `- pods,services glw; apps deployments cu`. Groups (`-` is the core), resources, verbs by their
 * letter or in full, then resource names; two words are non-resource URLs and their verbs.
 */
export function parseRules(text: string): Rule[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRule);
}

function parseRule(text: string): Rule {
  const [first = '', second = '', third = '', names] = text.split(' ');
  if (third === '') {
    return { nonResourceURLs: first.split(','), verbs: parseVerbs(second) };
  }
  return {
    apiGroups: first.split(',').map((group) => (group === '-' ? '' : group)),
    ...(names === undefined ? {} : { resourceNames: names.split(',') }),
    resources: second.split(','),
    verbs: parseVerbs(third),
  };
}

function parseVerbs(text: string): string[] {
  return text
    .split(',')
    .flatMap((word) =>
      /^[cdDglpuw]+$/.test(word) ? Array.from(word, (letter) => verbs[letter] ?? letter) : [word],
    )
    .toSorted(byText);
}
