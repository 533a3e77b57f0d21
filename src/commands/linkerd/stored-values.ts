import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { ofLastText } from '#process/of-last-text.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { parse } from 'yaml';
import type { Context } from './context.ts';

const parseValues = ofLastText((text): Fields => fieldsOf(parse(text)));

/**
 * The values that the control plane was installed with, of ConfigMap linkerd-config (pkg/healthcheck: FetchCurrentConfiguration).
 * Throws what the API refused.
 */
export async function installedValues(context: Context): Promise<Fields> {
  return valuesIn(await context.client.json('GET', configPath(context)));
}

/** Where the ConfigMap is. */
export function configPath({ controlPlaneNamespace }: Context): string {
  return `/api/v1/namespaces/${controlPlaneNamespace}/configmaps/linkerd-config`;
}

export function valuesIn(config: JsonObject): Fields {
  return parseValues(textAt(config, 'data.values'));
}
