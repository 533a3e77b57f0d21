import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { parse } from 'yaml';
import type { Context } from './context.ts';

/**
 * The values that the control plane was installed with, of ConfigMap linkerd-config (pkg/healthcheck: FetchCurrentConfiguration).
 * Throws what the API refused.
 */
export async function installedValues(context: Context): Promise<Fields> {
  const path = `/api/v1/namespaces/${context.controlPlaneNamespace}/configmaps/linkerd-config`;
  const config = await context.client.json('GET', path);
  return fieldsOf(parse(textAt(config, 'data.values')));
}
