import { type Fields, textOf } from '#cluster/api/json.ts';
import { quoted } from './names.ts';
import { all, error, errorIf, type Problems } from './problems.ts';
import { child, entries, texts } from '#mesh/istio/pilot/model/fields.ts';

const validName = /^[-_A-Za-z0-9]+$/;
// eslint-disable-next-line no-control-regex
const validValue = /^[^\u0000-\u0008\u000A-\u001F\u007F]*$/;
const jwtClaim = /^@request\.auth\.claims[.[]/i;

const empty = 'header name cannot be empty';

export function headerName(name: string): Problems {
  if (name === '') return error(empty);
  return errorIf(!validName.test(name), `header name ${name} is not a valid header name`);
}

export function isJwtClaim(name: string): boolean {
  return jwtClaim.test(name);
}

/** Of requests and responses, in a route or one of its destinations. */
export function headerOperations(owner: Fields): Problems {
  const request = child(owner, 'headers', 'request');
  const response = child(owner, 'headers', 'response');
  const values = (object: Fields, key: string, check: (name: string) => Problems) =>
    entries(object, key).flatMap(([name, value]) => [check(name), headerValue(textOf(value))]);
  return all(
    ...values(request, 'add', requestName),
    ...values(request, 'set', requestName),
    ...texts(request, 'remove').map(operationName),
    ...values(response, 'add', operationName),
    ...values(response, 'set', operationName),
    ...texts(response, 'remove').map(operationName),
  );
}

export function isAuthority(name: string): boolean {
  return ['host', ':authority'].includes(name.toLowerCase());
}

function requestName(name: string): Problems {
  if (name === '') return error(empty);
  const isInternal = name.startsWith(':') && !isAuthority(name);
  return errorIf(isInternal, `invalid header ${quoted(name)}: header cannot have ":" prefix`);
}

function operationName(name: string): Problems {
  if (name === '') return error(empty);
  if (name.toLowerCase() === 'host') {
    return error(`invalid header ${quoted(name)}: cannot set Host header`);
  }
  return errorIf(
    name.startsWith(':'),
    `invalid header ${quoted(name)}: header cannot have ":" prefix`,
  );
}

function headerValue(value: string): Problems {
  return errorIf(!validValue.test(value), `header value configuration ${value} is invalid`);
}
