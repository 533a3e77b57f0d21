import { ApiError, type Status } from './api.ts';
import type { JsonObject } from './object.ts';

/** `deployments.apps`, or `pods` for the core: schema.GroupResource.String(). */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** One field at fault, as metav1.StatusCause carries it. */
export interface Cause {
  reason: string;
  message: string;
  field: string;
}

/** `plural.group`, or the plural alone for the core. */
export function qualified(name: string, group: string): string {
  return group === '' ? name : `${name}.${group}`;
}

/** A refusal in metav1.Status form; the texts are those of apimachinery/pkg/api/errors/errors.go (v1.35). */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: JsonObject,
): ApiError {
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
  return new ApiError(status);
}

function about(name: string, { group, resource }: GroupResource): Record<string, string> {
  return {
    ...(name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    ...(resource === '' ? {} : { kind: resource }),
  };
}

export function notFound(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.resource, of.group)} "${name}" not found`;
  return failure(404, 'NotFound', message, about(name, of));
}

export function alreadyExists(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.resource, of.group)} "${name}" already exists`;
  return failure(409, 'AlreadyExists', message, about(name, of));
}

/** A generated name was taken, and none of the next ones was free. */
export function generateNameConflict(of: GroupResource, name: string): ApiError {
  const message = `${qualified(of.resource, of.group)} "${name}" already exists, the server was not able to generate a unique name for the object`;
  return failure(409, 'AlreadyExists', message, { ...about(name, of), retryAfterSeconds: 1 });
}

const staleObject =
  'the object has been modified; please apply your changes to the latest version and try again';

export function conflict(of: GroupResource, name: string, why: string = staleObject): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(of.resource, of.group)} "${name}": ${why}`;
  return failure(409, 'Conflict', message, about(name, of));
}

export function forbidden(of: GroupResource, name: string, why: string, causes?: readonly Cause[]) {
  const resource = qualified(of.resource, of.group);
  const message =
    of.resource === ''
      ? `forbidden: ${why}`
      : name === ''
        ? `${resource} is forbidden: ${why}`
        : `${resource} "${name}" is forbidden: ${why}`;
  return failure(403, 'Forbidden', message, {
    ...about(name, of),
    ...(causes ? { causes: causes.map((cause) => ({ ...cause })) } : {}),
  });
}

export function badRequest(message: string): ApiError {
  return failure(400, 'BadRequest', message);
}

/** What a path, or a verb on a path, that nobody serves answers. */
export function unknownPath(): ApiError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function methodNotAllowed(): ApiError {
  return failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

export function gone(message: string): ApiError {
  return failure(410, 'Expired', message);
}

export function internal(message: string): ApiError {
  return failure(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [{ message }],
  });
}

export function unsupportedMedia(accepted: readonly string[]): ApiError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return failure(415, 'UnsupportedMediaType', message);
}

export function notAcceptable(accepted: readonly string[]): ApiError {
  const message = `only the following media types are accepted: ${accepted.join(', ')}`;
  return failure(406, 'NotAcceptable', message);
}
