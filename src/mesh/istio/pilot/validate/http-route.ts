import { type Fields, textOf } from '#cluster/api/json.ts';
import { destination, destinations } from './destination.ts';
import { headerOperations, isAuthority } from './headers.ts';
import { cors, directResponse, fault, redirect, retries, rewrite } from './http-actions.ts';
import { httpMatches } from './http-match.ts';
import { quoted } from './names.ts';
import { all, error, errorIf, errorsOnly, fine, type Problems, warning } from './problems.ts';
import {
  child,
  entries,
  has,
  messages,
  number,
  optional,
  text,
} from '#mesh/istio/pilot/model/fields.ts';
import { duration } from './values.ts';

export function httpRoute(route: Fields, isDelegate: boolean): Problems {
  return all(
    conflicts(route, isDelegate),
    httpMatches(route),
    headerOperations(route),
    cors(optional(route, 'corsPolicy')),
    fault(optional(route, 'fault')),
    mirrorPercent(route),
    mirrorPercentage(optional(route, 'mirrorPercentage'), 'mirror_percentage'),
    destination(optional(route, 'mirror')),
    errorsOnly(all(...messages(route, 'mirrors').map(mirror))),
    redirect(optional(route, 'redirect')),
    directResponse(optional(route, 'directResponse')),
    retries(optional(route, 'retries')),
    rewrite(optional(route, 'rewrite')),
    authorities(route),
    destinations(route),
    duration(route, 'timeout'),
  );
}

function conflicts(route: Fields, isDelegate: boolean): Problems {
  const name = text(route, 'name');
  if (!isDelegate && has(route, 'delegate')) {
    return all(
      errorIf(has(route, 'redirect'), `root HTTP route ${name} must not specify redirect`),
      errorIf(has(route, 'route'), `root HTTP route ${name} must not specify route`),
    );
  }
  return all(
    errorIf(isDelegate && has(route, 'delegate'), 'delegate HTTP route cannot contain delegate'),
    actionConflicts(route),
    errorIf(
      has(route, 'mirror') && messages(route, 'mirrors').length > 0,
      'HTTP route cannot contain both mirror and mirrors',
    ),
  );
}

function actionConflicts(route: Fields): Problems {
  const hasRoute = messages(route, 'route').length > 0;
  const action = ['redirect', 'directResponse'].find((key) => has(route, key));
  if (action === undefined) {
    return errorIf(!hasRoute, 'HTTP route, redirect or direct_response is required');
  }
  const what = action === 'redirect' ? 'redirect' : 'direct_response';
  return all(
    errorIf(hasRoute, `HTTP route cannot contain both route and ${what}`),
    errorIf(has(route, 'fault'), `HTTP route cannot contain both fault and ${what}`),
    errorIf(has(route, 'rewrite'), `HTTP route rule cannot contain both rewrite and ${what}`),
    errorIf(
      action === 'redirect' && has(route, 'directResponse'),
      `HTTP route rule cannot contain both direct_response and redirect`,
    ),
  );
}

function mirrorPercent(route: Fields): Problems {
  if (!has(route, 'mirrorPercent')) return fine;
  const value = number(route, 'mirrorPercent');
  return all(
    errorIf(value > 100, `mirror_percent must have a max value of 100 (it has ${value})`),
    warning('using deprecated setting "mirrorPercent", use "mirrorPercentage" instead'),
  );
}

function mirrorPercentage(percentage: Fields | undefined, name: string): Problems {
  if (!percentage) return fine;
  const value = number(percentage, 'value');
  const printed = value.toFixed(6);
  return all(
    errorIf(value > 100, `${name} must have a max value of 100 (it has ${printed})`),
    errorIf(value < 0, `${name} must have a min value of 0 (it has ${printed})`),
  );
}

function mirror(each: Fields | undefined): Problems {
  if (!each) return error('mirror cannot be null');
  const to = optional(each, 'destination');
  if (!to) return error('destination is required for mirrors');
  return all(destination(to), mirrorPercentage(optional(each, 'percentage'), 'mirror percentage'));
}

/** The authority is rewritten in one place only. */
function authorities(route: Fields): Problems {
  const request = child(route, 'headers', 'request');
  let current = text(child(route, 'rewrite'), 'authority');
  for (const [name, raw] of [...entries(request, 'set'), ...entries(request, 'add')]) {
    if (!isAuthority(name)) continue;
    const value = textOf(raw);
    if (current !== '') {
      return error(
        `authority header cannot be set multiple times: have ${quoted(current)}, attempting to set ${quoted(value)}`,
      );
    }
    current = value;
  }
  return fine;
}
