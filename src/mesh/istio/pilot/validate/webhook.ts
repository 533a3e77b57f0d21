import type { AdmissionRequest, AdmissionResponse } from '#cluster/api/api.ts';
import { validateConfig } from './validate.ts';

/** `/validate`: what istiod refuses, and what it warns of. */
export function answerValidation({ kind, object, operation }: AdmissionRequest): AdmissionResponse {
  const isWritten = operation === 'CREATE' || operation === 'UPDATE';
  if (!isWritten || !kind.group.endsWith('istio.io')) return { allowed: true };
  const { error, warnings } = validateConfig(kind.kind, object);
  if (error === undefined) return { allowed: true, warnings };
  return { allowed: false, status: { message: `configuration is invalid: ${error}` }, warnings };
}
