import { type Fields, isFields } from '#cluster/api/json.ts';
import { gatewayNames } from './gateway-names.ts';
import { headerName, isJwtClaim } from './headers.ts';
import { isDnsLabel, labels } from './names.ts';
import { all, error, errorIf, errorsOnly, fine, type Problems } from './problems.ts';
import { entries, messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import { regexMatch, stringMatch } from './string-match.ts';
import { port } from './values.ts';

export function httpMatches(route: Fields): Problems {
  const matches = messages(route, 'match').filter((match) => match !== undefined);
  return errorsOnly(all(...matches.map(requestMatch), ...matches.map(sourceMatch)));
}

function requestMatch(match: Fields): Problems {
  const uri = optional(match, 'uri');
  return all(
    ...entries(match, 'headers').map(([name, value]) =>
      all(
        errorIf(value === null, `header match ${name} cannot be null`),
        matchedName(name),
        stringMatch(value, 'headers'),
      ),
    ),
    ...entries(match, 'withoutHeaders').map(([name, value]) =>
      all(matchedName(name), isPresence(value) ? fine : stringMatch(value, 'withoutHeaders')),
    ),
    uri ? regexMatch(uri, 'uri') : fine,
    ...['scheme', 'method', 'authority'].map((key) => stringMatch(match[key], key)),
    ...entries(match, 'queryParams').map(([, value]) => stringMatch(value, 'queryParams')),
  );
}

/** `*` is no expression here: the header is there. */
function isPresence(value: unknown): boolean {
  return isFields(value) && text(value, 'regex') === '*';
}

function matchedName(name: string): Problems {
  if (name === '') return error('header name cannot be empty');
  return isJwtClaim(name) ? fine : headerName(name);
}

function sourceMatch(match: Fields): Problems {
  const namespace = text(match, 'sourceNamespace');
  return all(
    number(match, 'port') === 0 ? fine : port(number(match, 'port')),
    labels(match, 'sourceLabels'),
    gatewayNames(match),
    errorIf(
      namespace !== '' && !isDnsLabel(namespace),
      `sourceNamespace match ${namespace} is invalid`,
    ),
  );
}
