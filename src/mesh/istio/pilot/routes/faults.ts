import type { FractionalPercent } from '#mesh/istio/envoy/matchers.ts';
import type { CorsPolicy, HttpFault } from '#mesh/istio/envoy/routes.ts';
import { duration, millisecondsOf } from '#mesh/istio/pilot/clusters/connection-pool.ts';
import type {
  Cors,
  HttpFaultInjection,
  Percent,
} from '#mesh/istio/pilot/model/virtual-service-spec.ts';
import { stringMatcher } from './match.ts';
import { grpcCodes } from '#mesh/istio/pilot/model/grpc-codes.ts';

export function perMillion({ value = 0 }: Percent): FractionalPercent {
  return { numerator: Math.trunc(value * 10_000), denominator: 'MILLION' };
}

/** Hundredths are Envoy's zero: the denominator is not written. */
export function perHundred(value: number): FractionalPercent {
  return { numerator: value };
}

function grpcCode(name: string): number {
  return grpcCodes.indexOf(name);
}

/** pilot/pkg/networking/core/route/route.go TranslateFault (v1.31); undefined where nothing of it can be done. */
export function httpFault({ delay, abort }: HttpFaultInjection): HttpFault | undefined {
  const delayed =
    delay?.fixedDelay === undefined
      ? undefined
      : {
          fixedDelay: duration(delay.fixedDelay),
          percentage: delay.percentage
            ? perMillion(delay.percentage)
            : perHundred(delay.percent ?? 0),
        };
  const status = abort && abortStatus(abort);
  if (!delayed && !status) return undefined;
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
    ...(delayed ? { delay: delayed } : {}),
    ...(abort && status
      ? { abort: { ...status, percentage: perMillion(abort.percentage ?? { value: 100 }) } }
      : {}),
  };
}

function abortStatus({ httpStatus, grpcStatus }: NonNullable<HttpFaultInjection['abort']>) {
  if (httpStatus !== undefined) return { httpStatus };
  return grpcStatus === undefined ? undefined : { grpcStatus: grpcCode(grpcStatus) };
}

/** TranslateCORSPolicy. */
export function corsPolicy(cors: Cors): CorsPolicy {
  const origins = cors.allowOrigins
    ? cors.allowOrigins.flatMap((origin) => stringMatcher(origin) ?? [])
    : (cors.allowOrigin ?? []).map((exact) => ({ exact }));
  const joined = (names: readonly string[] | undefined): string | undefined => names?.join(',');
  const seconds = cors.maxAge === undefined ? undefined : millisecondsOf(cors.maxAge);
  const methods = joined(cors.allowMethods);
  const headers = joined(cors.allowHeaders);
  const exposed = joined(cors.exposeHeaders);
  return {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
    ...(origins.length > 0 ? { allowOriginStringMatch: origins } : {}),
    ...(methods ? { allowMethods: methods } : {}),
    ...(headers ? { allowHeaders: headers } : {}),
    ...(exposed ? { exposeHeaders: exposed } : {}),
    ...(seconds === undefined ? {} : { maxAge: String(Math.floor(seconds / 1000)) }),
    ...(cors.allowCredentials === undefined ? {} : { allowCredentials: cors.allowCredentials }),
    filterEnabled: { defaultValue: perHundred(100) },
    forwardNotMatchingPreflights: cors.unmatchedPreflights !== 'IGNORE',
  };
}
