import { fieldsOf } from '#cluster/api/json.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { recordAt, textOf } from '#commands/kubectl/json.ts';
import { defaultValues } from '#mesh/linkerd/install/default-values.ts';
import { mergeValues, type Values } from '#mesh/linkerd/install/values.ts';
import { parse } from 'yaml';
import type { Context } from './context.ts';

/** loadStoredValues (cli/cmd/upgrade.go): the usual values, with those that the installation changed; undefined without its Secret. */
export async function storedValues(context: Context): Promise<Values | undefined> {
  const path = `/api/v1/namespaces/${context.controlPlaneNamespace}/secrets/linkerd-config-overrides`;
  try {
    const secret = await context.client.json('GET', path);
    const text = atob(textOf(recordAt(secret, 'data')['linkerd-config-overrides']));
    return mergeValues(defaultValues, fieldsOf(parse(text)));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const noOverrides =
  'Could not find the linkerd-config-overrides secret.\nIf Linkerd was installed with Helm, please use Helm to perform upgrades';
