import type { JsonObject } from '#cluster/api/object.ts';
import { textAt, textsAt } from '#commands/kubectl/json.ts';
import type { Reconciled, Removes } from './reconciled.ts';

/** What reconcile says on standard error of one object. */
export function tellReconciled(result: Reconciled, removes: Removes): string {
  const { operation, isProtected, missing, extra, what } = result;
  if (operation === 'none') return '';
  const caveat = isProtected
    ? ', but object opted out (rbac.authorization.kubernetes.io/autoupdate: false)'
    : '';
  return [
    `\treconciliation required ${operation}${caveat}\n`,
    listed(`missing ${what} added`, missing, what),
    removes[what] ? listed(`extra ${what} removed`, extra, what) : '',
  ].join('');
}

function listed(title: string, list: readonly JsonObject[], what: Reconciled['what']): string {
  if (list.length === 0) return '';
  const print = what === 'rules' ? ruleText : subjectText;
  return `\t${title}:\n${list.map((one) => `\t\t${print(one)}\n`).join('')}`;
}

/** Go's `%+v` of a PolicyRule. */
function ruleText(rule: JsonObject): string {
  const list = (name: string) => `[${textsAt(rule, name).join(' ')}]`;
  return `{Verbs:${list('verbs')} APIGroups:${list('apiGroups')} Resources:${list('resources')} ResourceNames:${list('resourceNames')} NonResourceURLs:${list('nonResourceURLs')}}`;
}

/** Of a Subject. */
function subjectText(subject: JsonObject): string {
  const text = (name: string) => textAt(subject, name);
  return `{Kind:${text('kind')} APIGroup:${text('apiGroup')} Name:${text('name')} Namespace:${text('namespace')}}`;
}
