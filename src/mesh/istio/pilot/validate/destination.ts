import type { Fields } from '#cluster/api/json.ts';
import { subsetName } from './destination-rule.ts';
import { headerOperations } from './headers.ts';
import { wildcardDomain } from './names.ts';
import { all, error, errorIf, fine, listed, type Problems } from './problems.ts';
import { messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import { port } from './values.ts';

export function destination(to: Fields | undefined): Problems {
  if (!to) return fine;
  const host = text(to, 'host');
  const selector = optional(to, 'port');
  return all(
    host === '*' ? error(`invalid destination host ${host}`) : wildcardDomain(host),
    text(to, 'subset') === '' ? fine : subsetName(text(to, 'subset')),
    selector ? port(number(selector, 'number')) : fine,
  );
}

/** The weighted destinations of a route; those of HTTP may also change headers. */
export function destinations(route: Fields): Problems {
  const weighted = messages(route, 'route');
  const total = weighted.reduce((sum, each) => sum + (each ? number(each, 'weight') : 0), 0);
  return all(
    ...weighted.map(weightedDestination),
    errorIf(weighted.length > 1 && total === 0, 'total destination weight = 0'),
  );
}

function weightedDestination(each: Fields | undefined): Problems {
  if (!each) return listed(error('weight may not be nil'));
  const to = optional(each, 'destination');
  const weight = number(each, 'weight');
  return all(
    to ? fine : listed(error('destination is required')),
    headerOperations(each),
    destination(to),
    errorIf(weight < 0, `weight ${weight} < 0`),
  );
}
