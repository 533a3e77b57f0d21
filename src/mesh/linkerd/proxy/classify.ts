import { header } from '#cluster/network/headers.ts';
import type { HttpResponse } from '#cluster/network/http.ts';
import type { ResponseClass, ResponseMatch } from '#mesh/linkerd/proxy-api.ts';

/** Whether a response counts as a success (linkerd/app/core/src/classify.rs). */
export interface Class {
  readonly isFailure: boolean;
  readonly grpcStatus: number | undefined;
}

/** Unknown, DeadlineExceeded, Internal, Unavailable, DataLoss. */
const grpcFailures: readonly number[] = [2, 4, 13, 14, 15];

const success: Class = { isFailure: false, grpcStatus: undefined };
const failure: Class = { isFailure: true, grpcStatus: undefined };

/** By the classes of a profile's route first, then by gRPC's status, then by HTTP's. */
export function classify(response: HttpResponse, classes: readonly ResponseClass[] = []): Class {
  const stated = classes.find(({ condition }) => matchesResponse(condition, response));
  if (stated) return stated.isFailure ? failure : success;
  const grpcStatus = grpcStatusOf(response);
  if (response.status >= 500) return failure;
  if (grpcStatus !== undefined) return { isFailure: grpcFailures.includes(grpcStatus), grpcStatus };
  return success;
}

export function grpcStatusOf({ headers, trailers = [] }: HttpResponse): number | undefined {
  const text = header({ headers: trailers }, 'grpc-status') ?? header({ headers }, 'grpc-status');
  return text === undefined ? undefined : Number(text);
}

function matchesResponse(match: ResponseMatch, response: HttpResponse): boolean {
  if ('status' in match)
    return match.status.min <= response.status && response.status <= match.status.max;
  if ('not' in match) return !matchesResponse(match.not, response);
  return 'all' in match
    ? match.all.every((part) => matchesResponse(part, response))
    : match.any.some((part) => matchesResponse(part, response));
}

/** The last labels of `response_total`. */
export function classLabels({ isFailure, grpcStatus }: Class, error = ''): string {
  return `classification="${isFailure ? 'failure' : 'success'}",grpc_status="${grpcStatus ?? ''}",error="${error}"`;
}
