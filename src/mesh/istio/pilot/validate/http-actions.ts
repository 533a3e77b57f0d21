import type { Fields } from '#cluster/api/json.ts';
import { millisecondsOf } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import { headerName } from './headers.ts';
import { quoted } from './names.ts';
import {
  all,
  error,
  errorIf,
  errorsOnly,
  fine,
  listed,
  type Problems,
  warning,
  warningIf,
} from './problems.ts';
import { has, messages, number, optional, text, texts } from '#mesh/istio/pilot/model/fields.ts';
import { regex, regexMatch } from './string-match.ts';
import { duration, httpStatus, percentage, port } from './values.ts';
import { grpcCodes } from '#mesh/istio/pilot/model/grpc-codes.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE'];

export function cors(policy: Fields | undefined): Problems {
  if (!policy) return fine;
  const isPrecise = (millisecondsOf(text(policy, 'maxAge')) ?? 0) % 1000 !== 0;
  const names = [...texts(policy, 'allowHeaders'), ...texts(policy, 'exposeHeaders')];
  return all(
    ...messages(policy, 'allowOrigins').map((origin) => allowedOrigin(origin ?? {})),
    ...texts(policy, 'allowMethods').map((method) =>
      errorIf(!methods.includes(method), `${quoted(method)} is not a supported HTTP method`),
    ),
    ...names.map((name) => (name === '*' ? fine : headerName(name))),
    duration(policy, 'maxAge'),
    isPrecise ? listed(error('max_age duration is accurate only to seconds precision')) : fine,
  );
}

function allowedOrigin(origin: Fields): Problems {
  if (['exact', 'prefix', 'regex'].every((key) => text(origin, key) === '')) {
    return error("'' is not a valid match type for CORS allow origins");
  }
  return regexMatch(origin, 'corsPolicy.allowOrigins');
}

export function fault(injection: Fields | undefined): Problems {
  if (!injection) return fine;
  const [abort, delay] = [optional(injection, 'abort'), optional(injection, 'delay')];
  const message = 'HTTP fault injection must have an abort and/or a delay';
  return errorsOnly(
    all(
      abort || delay ? fine : listed(error(message)),
      abort ? faultAbort(abort) : fine,
      delay ? faultDelay(delay) : fine,
    ),
  );
}

function faultAbort(abort: Fields): Problems {
  return all(percentage(optional(abort, 'percentage')), abortKind(abort));
}

function abortKind(abort: Fields): Problems {
  if (has(abort, 'grpcStatus')) return grpcStatus(text(abort, 'grpcStatus'));
  if (has(abort, 'http2Error')) return error('HTTP/2 abort fault injection not supported yet');
  if (has(abort, 'httpStatus')) return httpStatus(number(abort, 'httpStatus'));
  return warning('abort configured, but error type not set');
}

function grpcStatus(status: string): Problems {
  return errorIf(
    !grpcCodes.includes(status),
    `gRPC status ${quoted(status)} is not supported. See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for a list of supported codes, for example 'NOT_FOUND'`,
  );
}

function faultDelay(delay: Fields): Problems {
  return all(
    percentage(optional(delay, 'percentage')),
    duration(delay, 'fixedDelay'),
    duration(delay, 'exponentialDelay'),
    has(delay, 'exponentialDelay') ? listed(error('exponentialDelay not supported yet')) : fine,
  );
}

const retryPolicies = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

const statusRanges: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 305],
  [307, 308],
  [400, 418],
  [421, 426],
  [428, 429],
  [431, 431],
  [451, 451],
  [500, 508],
  [510, 511],
];

/** What Go's http.StatusText has a name for. */
function isStatus(name: string): boolean {
  const status = /^\d+$/.test(name) ? Number(name) : -1;
  return statusRanges.some(([low, high]) => status >= low && status <= high);
}

export function retries(policy: Fields | undefined): Problems {
  if (!policy) return fine;
  const attempts = number(policy, 'attempts');
  const retryOn = text(policy, 'retryOn');
  const isConfigured =
    has(policy, 'perTryTimeout') || retryOn !== '' || has(policy, 'retryRemoteLocalities');
  const names = retryOn === '' ? [] : retryOn.split(',');
  return all(
    attempts < 0 ? listed(error('attempts cannot be negative')) : fine,
    errorIf(
      attempts === 0 && isConfigured,
      'http retry policy configured when attempts are set to 0 (disabled)',
    ),
    duration(policy, 'perTryTimeout'),
    ...names.map((name) =>
      errorIf(
        !isStatus(name) && !retryPolicies.has(name),
        `${quoted(name)} is not a valid retryOn policy`,
      ),
    ),
  );
}

export function redirect(to: Fields | undefined): Problems {
  if (!to) return fine;
  const isEmpty = ['uri', 'authority', 'scheme'].every((key) => text(to, key) === '');
  if (isEmpty && !has(to, 'port') && !has(to, 'derivePort')) {
    return error('redirect must specify URI, authority, scheme, or port');
  }
  const code = number(to, 'redirectCode');
  if (code !== 0 && (code < 300 || code > 399)) {
    return error(`${code} is not a valid redirect code, must be 3xx`);
  }
  if (!['', 'http', 'https'].includes(text(to, 'scheme'))) {
    return error('invalid redirect scheme, must be "http" or "https"');
  }
  return number(to, 'port') > 0 ? port(number(to, 'port')) : fine;
}

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

export function directResponse(response: Fields | undefined): Problems {
  if (!response) return fine;
  const body = optional(response, 'body') ?? {};
  const bytes = has(body, 'bytes') ? Math.floor((text(body, 'bytes').length * 3) / 4) : 0;
  const size = bytes + new TextEncoder().encode(text(body, 'string')).length;
  const message = 'large direct_responses may impact control plane performance';
  return all(
    errorIf(size > megabyte, `${message}, must be less than 1MB`),
    warningIf(size <= megabyte && size > 100 * kilobyte, message),
    httpStatus(number(response, 'status')),
  );
}

export function rewrite(to: Fields | undefined): Problems {
  if (!to) return fine;
  const [uri, expression] = [text(to, 'uri'), optional(to, 'uriRegexRewrite')];
  if (uri !== '' && expression) {
    return error('rewrite may only contain one of URI or UriRegexRewrite');
  }
  if (uri === '' && !expression && text(to, 'authority') === '') {
    return error(
      'rewrite must specify at least one of URI, UriRegexRewrite, or authority. Only one of URI or UriRegexRewrite may be specified',
    );
  }
  const wrong = expression ? regexRewrite(expression).error?.items[0] : undefined;
  return errorIf(wrong !== undefined, `UriRegexRewrite has errors\n${wrong ?? ''}`);
}

function regexRewrite(expression: Fields): Problems {
  const [match, replacement] = [text(expression, 'match'), text(expression, 'rewrite')];
  if (match === '' || replacement === '') {
    return error('UriRegexRewrite requires both Rewrite and Match fields to be specified');
  }
  return regex(match, 'HTTPRewrite.UriRegexRewrite.Match');
}
