import { type Fields, fieldsOf } from '#cluster/api/json.ts';

/** `partials.resources`: what is set of `cpu: {limit, request}`, `memory`, `ephemeral-storage`. */
export function limits(resources: Fields): Fields {
  const part = (key: 'limit' | 'request') =>
    Object.entries(resources)
      .map(([name, amounts]) => [name, fieldsOf(amounts)[key]] as const)
      .filter(([, amount]) => amount !== undefined && amount !== '' && amount !== null);
  const [most, least] = [part('limit'), part('request')];
  if (most.length === 0 && least.length === 0) return {};
  return {
    resources: {
      ...(most.length > 0 && { limits: Object.fromEntries(most) }),
      ...(least.length > 0 && { requests: Object.fromEntries(least) }),
    },
  };
}
