import type { Fields } from '#cluster/api/json.ts';
import { all, error, errorIf, fine, type Problems, warningIf } from './problems.ts';
import { entries, messages, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';

const topologyLabels = [
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
];

export function localitySetting(balancer: Fields, hasOutlierDetection: boolean): Problems {
  const setting = optional(balancer, 'localityLbSetting');
  if (!setting) return fine;
  const distribute = messages(setting, 'distribute').filter((each) => each !== undefined);
  const failover = messages(setting, 'failover').filter((each) => each !== undefined);
  const priority = texts(setting, 'failoverPriority');
  if (distribute.length > 0 && failover.length > 0) {
    return error("can not simultaneously specify 'distribute' and 'failover'");
  }
  const both = failover.length > 0 && priority.find((name) => topologyLabels.includes(name));
  if (typeof both === 'string') {
    return error(
      `can not simultaneously set 'failover' and topology label '${both}' in 'failover_priority'`,
    );
  }
  const distribution = distributions(distribute);
  if (distribution.isLast) return distribution.problems;
  return all(
    distribution.problems,
    localities(distribute.map((each) => text(each, 'from'))),
    warningIf(
      (failover.length > 0 || priority.length > 0) && !hasOutlierDetection,
      'outlier detection policy must be provided for failover',
    ),
    ...failover.map(regionFailover),
  );
}

function distributions(distribute: readonly Fields[]): { problems: Problems; isLast: boolean } {
  let problems = fine;
  for (const each of distribute) {
    const weights = entries(each, 'to').map(([, weight]) => Number(weight));
    if (weights.some((weight) => weight <= 0 || weight > 100)) {
      const wrong = error('locality weight must be in range [1, 100]');
      return { problems: all(problems, wrong), isLast: true };
    }
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total !== 100) {
      const wrong = error(`total locality weight ${total} != 100`);
      return { problems: all(problems, wrong), isLast: true };
    }
    problems = all(problems, localities(entries(each, 'to').map(([name]) => name)));
  }
  return { problems, isLast: false };
}

function regionFailover(failover: Fields): Problems {
  const [from, to] = [text(failover, 'from'), text(failover, 'to')];
  const either = (part: string) => from.includes(part) || to.includes(part);
  return all(
    errorIf(from === to, 'locality lb failover settings must specify different regions'),
    errorIf(either('/'), 'locality lb failover only specify region'),
    errorIf(either('*'), "locality lb failover region should not contain '*' wildcard"),
  );
}

/** The first of a list that is malformed, or that one before it covers. */
function localities(names: readonly string[]): Problems {
  const seen: string[] = [];
  for (const name of names) {
    const stars = name.split('*').length - 1;
    if (stars > 1 || (stars === 1 && !name.endsWith('*'))) {
      return error(`locality ${name} wildcard '*' number can not exceed 1 and must be in the end`);
    }
    const overlap = error(`locality ${name} overlap with previous specified ones`);
    if (seen.includes('*')) return overlap;
    const parts = name.split('/');
    if (parts.includes('')) {
      return error(`locality ${name} must not contain empty region/zone/subzone info`);
    }
    if (seen.some((before) => covers(before.split('/'), parts))) return overlap;
    seen.push(name);
  }
  return fine;
}

/** A region says all of its zones, and a zone that is there already stops a region or a zone that says all of it. */
function covers(before: readonly string[], name: readonly string[]): boolean {
  const shared = Math.min(before.length, name.length);
  return Array.from({ length: shared }, (_, index) => index).every(
    (index) => before[index] === name[index] || before[index] === '*',
  );
}
