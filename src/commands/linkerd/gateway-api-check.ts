import { PlainError } from '#commands/cobra/errors.ts';
import { isNotFound } from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from './context.ts';

const url =
  'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.2.1/standard-install.yaml';

const absent = `The Gateway API CRDs must be installed prior to installing Linkerd. Run:

kubectl apply --server-side -f ${url}

or see https://gateway-api.sigs.k8s.io/guides/#installing-gateway-api for more options.`;

/** checkGatewayAPICRDs and validateFinalValues (cli/cmd/install.go): either of the two routes is enough. */
export async function requireGatewayApi(context: Context): Promise<void> {
  let isThere = false;
  for (const name of [
    'httproutes.gateway.networking.k8s.io',
    'grpcroutes.gateway.networking.k8s.io',
  ]) {
    const crd = await definition(context, name);
    if (crd === undefined) continue;
    if (recordAt(crd, 'metadata.annotations')['linkerd.io/created-by'] !== undefined)
      throw new PlainError(
        'Linkerd is providing GW API, but your current install configuration will remove it',
      );
    if (!listAt(crd, 'spec.versions').some((version) => textAt(version, 'name') === 'v1'))
      throw new PlainError(
        `the ${name} CRD is missing the v1 version, please upgrade to Gateway API v1.1.1 or later`,
      );
    isThere = true;
  }
  if (!isThere) throw new PlainError(absent);
}

async function definition({ client }: Context, name: string) {
  try {
    return await client.json(
      'GET',
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
