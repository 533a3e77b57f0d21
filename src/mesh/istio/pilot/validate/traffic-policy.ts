import type { Fields } from '#cluster/api/json.ts';
import { localitySetting } from './locality.ts';
import { fqdn, ipAddress } from './names.ts';
import {
  all,
  error,
  errorIf,
  errorsOnly,
  fine,
  printFailure,
  type Problems,
  warningIf,
} from './problems.ts';
import { has, isTrue, messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import { clientTls } from './tls.ts';
import { duration, nonNegative, percent, port } from './values.ts';

const portFields = ['outlierDetection', 'connectionPool', 'loadBalancer', 'tls'];
const fields = [...portFields, 'portLevelSettings', 'tunnel', 'proxyProtocol'];

export function trafficPolicy(policy: Fields | undefined): Problems {
  if (!policy) return fine;
  if (!fields.some((key) => has(policy, key))) {
    return error('traffic policy must have at least one field');
  }
  if (has(policy, 'tunnel') && has(policy, 'proxyProtocol')) {
    return error('tunnel and proxyProtocol must not be set together');
  }
  return all(
    upstream(policy),
    ...messages(policy, 'portLevelSettings').map(portPolicy),
    tunnel(optional(policy, 'tunnel')),
  );
}

function upstream(policy: Fields): Problems {
  const outlier = optional(policy, 'outlierDetection');
  return all(
    outlierDetection(outlier),
    connectionPool(optional(policy, 'connectionPool')),
    loadBalancer(optional(policy, 'loadBalancer'), outlier !== undefined),
    clientTls(optional(policy, 'tls')),
  );
}

function portPolicy(policy: Fields | undefined): Problems {
  if (!policy) return error('traffic policy may not be null');
  const isEmpty = !portFields.some((key) => has(policy, key));
  return all(
    errorIf(!has(policy, 'port'), 'portTrafficPolicy must have valid port'),
    isEmpty
      ? error('port traffic policy must have at least one field')
      : errorsOnly(upstream(policy)),
  );
}

function tunnel(settings: Fields | undefined): Problems {
  if (!settings) return fine;
  const host = text(settings, 'targetHost');
  const [name, address] = [fqdn(host).error, ipAddress(host).error];
  const wrongPort = port(number(settings, 'targetPort')).error;
  return all(
    errorIf(
      !['', 'CONNECT', 'POST'].includes(text(settings, 'protocol')),
      'tunnel protocol must be "CONNECT" or "POST"',
    ),
    name && address
      ? error(
          `tunnel target host must be valid FQDN or IP address: ${printFailure(name)}; ${printFailure(address)}`,
        )
      : fine,
    wrongPort ? error(`tunnel target port is invalid: ${printFailure(wrongPort)}`) : fine,
  );
}

function outlierDetection(outlier: Fields | undefined): Problems {
  if (!outlier) return fine;
  const isSplit = isTrue(outlier, 'splitExternalLocalOriginErrors');
  return all(
    duration(outlier, 'baseEjectionTime'),
    warningIf(
      number(outlier, 'consecutiveErrors') !== 0,
      'outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead',
    ),
    errorIf(
      !isSplit && number(outlier, 'consecutiveLocalOriginFailures') > 0,
      'outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false',
    ),
    duration(outlier, 'interval'),
    percent(number(outlier, 'maxEjectionPercent')),
    percent(number(outlier, 'minHealthPercent')),
  );
}

export function connectionPool(pool: Fields | undefined): Problems {
  if (!pool) return fine;
  const [http, tcp] = [optional(pool, 'http'), optional(pool, 'tcp')];
  if (!http && !tcp) return error('connection pool must have at least one field');
  return all(http ? httpPool(http) : fine, tcp ? tcpPool(tcp) : fine);
}

function httpPool(http: Fields): Problems {
  const isUpgraded = text(http, 'h2UpgradePolicy') === 'UPGRADE';
  return all(
    nonNegative(http, 'http1MaxPendingRequests', 'http1 max pending requests'),
    nonNegative(http, 'http2MaxRequests', 'http2 max requests'),
    nonNegative(http, 'maxRequestsPerConnection', 'max requests per connection'),
    nonNegative(http, 'maxRetries', 'max retries'),
    duration(http, 'idleTimeout'),
    errorIf(
      isUpgraded && isTrue(http, 'useClientProtocol'),
      'use client protocol must not be true when H2UpgradePolicy is UPGRADE',
    ),
    nonNegative(http, 'maxConcurrentStreams', 'max concurrent streams'),
  );
}

function tcpPool(tcp: Fields): Problems {
  const keepalive = optional(tcp, 'tcpKeepalive') ?? {};
  return all(
    nonNegative(tcp, 'maxConnections', 'max connections'),
    duration(tcp, 'connectTimeout'),
    duration(tcp, 'maxConnectionDuration'),
    duration(tcp, 'idleTimeout'),
    duration(keepalive, 'time'),
    duration(keepalive, 'interval'),
  );
}

function loadBalancer(balancer: Fields | undefined, hasOutlierDetection: boolean): Problems {
  if (!balancer) return fine;
  return all(
    consistentHash(optional(balancer, 'consistentHash')),
    localitySetting(balancer, hasOutlierDetection),
    duration(balancer, 'warmupDurationSecs'),
  );
}

function consistentHash(hash: Fields | undefined): Problems {
  if (!hash) return fine;
  const cookie = optional(hash, 'httpCookie');
  const hasOldSize = number(hash, 'minimumRingSize') !== 0;
  return all(
    errorIf(cookie !== undefined && text(cookie, 'name') === '', 'name required for HttpCookie'),
    warningIf(
      hasOldSize,
      "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead",
    ),
    errorIf(
      hasOldSize && (has(hash, 'maglev') || has(hash, 'ringHash')),
      'only one of MinimumRingSize or Maglev/Ringhash can be specified',
    ),
    maglev(optional(hash, 'maglev')),
  );
}

const largestTable = 5_000_011;

function maglev(table: Fields | undefined): Problems {
  if (!table) return fine;
  const size = number(table, 'tableSize');
  return all(
    errorIf(size === 0, 'tableSize must be set for maglev'),
    errorIf(size >= largestTable, 'tableSize must be less than 5000011 for maglev'),
    errorIf(!isPrime(size), 'tableSize must be a prime number for maglev'),
  );
}

/** As Envoy sees it: 1 is one. */
function isPrime(size: number): boolean {
  if (size !== 0 && size < 4) return true;
  if (size % 2 === 0) return false;
  for (let factor = 3; factor <= Math.sqrt(size); factor += 2) {
    if (size % factor === 0) return false;
  }
  return true;
}
