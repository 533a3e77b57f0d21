import type { Fields } from '#cluster/api/json.ts';
import { quoted } from './names.ts';
import { all, type Problems, warning } from './problems.ts';
import { child, entries, messages, number, text } from '#mesh/istio/pilot/model/fields.ts';
import { fieldsOf } from '#cluster/api/json.ts';

/** Rules that no request reaches, and matches that one before covers: warnings. */

export function unreachableHttp(routes: readonly (Fields | undefined)[]): Problems {
  return all(unreachable(routes), overlaps(routes));
}

export function unreachable(routes: readonly (Fields | undefined)[]): Problems {
  const seen = new Map<string, number>();
  let hasEmpty = false;
  const problems = routes.map((route, index) => {
    if (!route) return {};
    const matches = messages(route, 'match');
    if (matches.length > 0) return duplicates(routes, index, seen);
    const isUnused = hasEmpty;
    hasEmpty = true;
    return isUnused ? unused(nameOf(route, index), 'only the last rule can have no matches') : {};
  });
  return all(...problems);
}

function duplicates(
  routes: readonly (Fields | undefined)[],
  index: number,
  seen: Map<string, number>,
): Problems {
  const route = routes[index] ?? {};
  const matches = messages(route, 'match');
  const problems = matches.flatMap((match, at) => {
    const key = JSON.stringify({ ...match, name: undefined });
    const before = seen.get(key);
    if (before === undefined) seen.set(key, index);
    if (before === undefined) return [];
    const where = nameOf(routes[before] ?? {}, before);
    return [ineffective(nameOf(route, index), nameOf(match ?? {}, at), where)];
  });
  const isUnused = problems.length === matches.length;
  const name = nameOf(route, index);
  return all(...problems, isUnused ? unused(name, 'all matches used by prior rules') : {});
}

interface PrefixMatch {
  readonly route: string;
  readonly match: string;
  readonly prefix: string;
  readonly port: number;
  /** What else must be: one text for each of the method and the authority, and maps of texts. */
  readonly parts: readonly string[];
  readonly maps: readonly ReadonlyMap<string, string>[];
}

function overlaps(routes: readonly (Fields | undefined)[]): Problems {
  const seen = new Set<string>();
  const found = routes.flatMap((route, index) =>
    messages(route ?? {}, 'match').flatMap((match, at) => {
      const key = JSON.stringify({ ...match, name: undefined });
      if (!match || seen.has(key)) return [];
      seen.add(key);
      const prefix = text(child(match, 'uri'), 'prefix');
      if (prefix === '') return [];
      return [prefixMatch(match, prefix, [nameOf(route ?? {}, index), nameOf(match, at)])];
    }),
  );
  const problems = found.flatMap((former, index) =>
    found
      .slice(index + 1)
      .filter((latter) => latter.prefix !== former.prefix && covers(former, latter))
      .map((latter) =>
        ineffective(
          latter.route,
          `${latter.match} of prefix ${latter.prefix}`,
          `${former.match} of prefix ${former.prefix} on ${former.route}`,
        ),
      ),
  );
  return all(...problems);
}

function prefixMatch(
  match: Fields,
  prefix: string,
  [route, name]: readonly [string, string],
): PrefixMatch {
  const method = exactOrPrefix(child(match, 'method'));
  const maps = ['headers', 'queryParams', 'withoutHeaders'].map(
    (key) =>
      new Map(
        entries(match, key).map(([header, value]) => [header, exactOrPrefix(fieldsOf(value))]),
      ),
  );
  return {
    route,
    match: name,
    prefix,
    port: number(match, 'port'),
    parts: [method === '' ? 'ex:GET' : method, exactOrPrefix(child(match, 'authority'))],
    maps,
  };
}

function exactOrPrefix(match: Fields): string {
  if (text(match, 'exact') !== '') return `ex:${text(match, 'exact')}`;
  return text(match, 'prefix') === '' ? '' : `pr:${text(match, 'prefix')}`;
}

/** As istiod compares: texts of the former start with those of the latter. */
function covers(former: PrefixMatch, latter: PrefixMatch): boolean {
  return (
    latter.prefix.startsWith(former.prefix) &&
    latter.port === former.port &&
    former.parts.every((part, index) => part.startsWith(latter.parts[index] ?? '')) &&
    former.maps.every((map, index) => isWider(map, latter.maps[index] ?? new Map()))
  );
}

function isWider(map: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  if (map.size !== other.size) return false;
  return [...map].every(([key, value]) => {
    const theirs = other.get(key);
    return theirs !== undefined && value.startsWith(theirs);
  });
}

function nameOf(owner: Fields, index: number): string {
  const name = text(owner, 'name');
  return name === '' ? `#${index}` : quoted(name);
}

function unused(rule: string, reason: string): Problems {
  return warning(`virtualService rule ${rule} not used (${reason})`);
}

function ineffective(rule: string, match: string, duplicate: string): Problems {
  return warning(
    `virtualService rule ${rule} match ${match} is not used (duplicate/overlapping match in rule ${duplicate})`,
  );
}

/** What the two warnings above say, where `istioctl analyze` has a message of its own for each. */
export function unreachableWords(
  text: string,
): { readonly kind: 'rule' | 'match'; readonly words: readonly string[] } | undefined {
  const [, ...match] = ineffectivePattern.exec(text) ?? [];
  if (match.length > 0) return { kind: 'match', words: match };
  const [, ...rule] = unusedPattern.exec(text) ?? [];
  return rule.length > 0 ? { kind: 'rule', words: rule } : undefined;
}

const unusedPattern = /^virtualService rule (.+) not used \((.+)\)$/;
const ineffectivePattern =
  /^virtualService rule (.+) match (.+) is not used \(duplicate\/overlapping match in rule (.+)\)$/;
