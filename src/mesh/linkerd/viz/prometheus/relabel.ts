import type { Relabelling } from './config.ts';

export type MutableLabels = Map<string, string>;

/** Applies the rules in order; false when one of them drops the target (prometheus v2.55.1: model/relabel/relabel.go). */
export function relabel(labels: MutableLabels, rules: readonly Relabelling[]): boolean {
  return rules.every((rule) => applyRule(labels, rule));
}

function applyRule(labels: MutableLabels, rule: Relabelling): boolean {
  switch (rule.action) {
    case 'keep':
      return rule.regex.test(sourceOf(labels, rule));
    case 'drop':
      return !rule.regex.test(sourceOf(labels, rule));
    case 'replace':
      replace(labels, rule);
      return true;
    case 'labelmap':
      for (const [name, value] of new Map(labels))
        if (rule.regex.test(name)) labels.set(name.replace(rule.regex, rule.replacement), value);
      return true;
    case 'labeldrop':
    case 'labelkeep':
      for (const name of labels.keys())
        if (rule.regex.test(name) === (rule.action === 'labeldrop')) labels.delete(name);
      return true;
  }
}

function sourceOf(labels: MutableLabels, { sources, separator }: Relabelling): string {
  return sources.map((name) => labels.get(name) ?? '').join(separator);
}

function replace(labels: MutableLabels, rule: Relabelling): void {
  const source = sourceOf(labels, rule);
  if (!rule.regex.test(source)) return;
  const value = source.replace(rule.regex, rule.replacement);
  if (value === '') labels.delete(rule.target);
  else labels.set(rule.target, value);
}
