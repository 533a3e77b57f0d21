import { PlainError } from '#commands/cobra/errors.ts';
import { notSimulated } from '#commands/kubectl/errors.ts';
import { listAt, textAt as jsonTextAt } from '#commands/kubectl/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import { crds } from '#mesh/linkerd/install/crds.ts';
import { renderManifests } from '#mesh/linkerd/install/render.ts';
import { defaultValues } from '#mesh/linkerd/install/default-values.ts';
import { textAt, type Values } from '#mesh/linkerd/install/values.ts';
import { CredentialsError, readCertificates } from '#mesh/linkerd/tls/read-ca.ts';
import { verifyCertificate } from '#mesh/linkerd/tls/verify.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import { requireGatewayApi } from './gateway-api-check.ts';
import { checkOutput, lacksCrds, renderControlPlane } from './install.ts';
import { checkIssuer, withCredentialFiles } from './issuer.ts';
import { mark } from './marks.ts';
import { noOverrides, storedValues } from './overrides.ts';
import { controlPlaneFlags, proxyFlags, withFlags } from './values-flags.ts';

/** cli/cmd/upgrade.go: the same values as before, but for what the line changes. */
export const upgrade: Verb = async (context) => {
  const { flags } = context;
  checkOutput(context);
  if (flags.text('from-manifests') !== '') throw notSimulated('linkerd upgrade --from-manifests');
  if (flags.isOn('crds')) {
    await requireGatewayApi(context);
    await context.out(renderManifests(crds(defaultValues, context.controlPlaneNamespace)));
    return;
  }
  const missing = await lacksCrds(context);
  if (missing.length > 0)
    throw new PlainError(
      `Linkerd CRDs must be installed first. Run linkerd upgrade with the --crds flag:\n${missing.join('\n')}`,
    );
  const stored = await storedValues(context);
  if (stored === undefined) throw new PlainError(noOverrides);
  const given = withFlags(stored, flags, [...controlPlaneFlags, ...proxyFlags]);
  const values = await withCredentialFiles(context, given);
  checkIssuer(context, values);
  if (!flags.isOn('force')) await requireTrust(context, values);
  if (flags.text('identity-trust-anchors-file') !== '')
    await context.err(
      `\n${mark(context.process, 'warning')} Rotating the trust anchors will affect existing proxies\n` +
        'See https://linkerd.io/2/tasks/rotating_identity_certificates/ for more information\n\n',
    );
  await renderControlPlane(context, values);
};

/** ensureIssuerCertWorksWithAllProxies: pods keep the anchors that they were injected with. */
async function requireTrust(context: Context, values: Values): Promise<void> {
  const [issuer] = readCertificates(textAt(values, 'identity.issuer.tls.crtPEM'));
  const pods = await context.client.json('GET', '/api/v1/pods', {
    query: { labelSelector: `linkerd.io/control-plane-ns=${context.controlPlaneNamespace}` },
  });
  const estranged = listAt(pods, 'items').filter((pod) => {
    const anchors = anchorsOf(pod);
    if (anchors === '' || issuer === undefined) return false;
    try {
      const roots = readCertificates(anchors);
      verifyCertificate(issuer, { roots, now: context.process.time.now() });
      return false;
    } catch (error) {
      if (error instanceof CredentialsError) return true;
      throw error;
    }
  });
  if (estranged.length === 0) return;
  const named = estranged.map(
    (pod) => `\n\t* ${jsonTextAt(pod, 'metadata.namespace')}/${jsonTextAt(pod, 'metadata.name')}`,
  );
  throw new PlainError(
    `You are attempting to use an issuer certificate which does not validate against the trust anchors of the following pods:${named.join('')}\n` +
      'These pods do not have the current trust bundle and must be restarted.  Use the --force flag to proceed anyway (this will likely prevent those pods from sending or receiving traffic).',
  );
}

/** Empty for those of the control plane: they read its ConfigMap. */
function anchorsOf(pod: JsonObject): string {
  const containers = [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')];
  const proxy = containers.find((one) => jsonTextAt(one, 'name') === 'linkerd-proxy');
  const variable = listAt(proxy, 'env').find(
    (one) => jsonTextAt(one, 'name') === 'LINKERD2_PROXY_IDENTITY_TRUST_ANCHORS',
  );
  return jsonTextAt(variable, 'value');
}
