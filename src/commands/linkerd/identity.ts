import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { CommandError as ClientError, StatusError } from '#commands/kubectl/errors.ts';
import { forwardHello, Lost } from '#commands/kubectl/forwarding/connection.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import { isAuthority, parseCertificate } from '#mesh/x509/parse-certificate.ts';
import { certificateText } from './certificate-text.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';

const proxyName = 'linkerd-proxy';
const adminPort = 'linkerd-admin';

/** cli/cmd/identity.go (edge-26.6.3): greets the admin port of each pod's proxy, and reads what it presents. */
export const identity: Verb = async (context) => {
  const pods = await podsMeant(context);
  const answers = await certificatesOf(context, pods);
  if (answers.length === 0)
    return await context.out(
      'Could not fetch Certificate. Ensure that the pod(s) are meshed by running `linkerd inject`\n',
    );
  for (const [place, { pod, found }] of answers.entries()) {
    await context.out(`\nPOD ${pod} (${place + 1} of ${answers.length})\n\n`);
    if ('error' in found) return await context.out(`\n${found.error}\n`);
    for (const der of found.certificates) {
      const certificate = parseCertificate(der);
      if (!isAuthority(certificate)) await context.out(certificateText(certificate));
    }
  }
};

async function podsMeant(context: Context): Promise<readonly JsonObject[]> {
  const { args, flags, namespace, client } = context;
  const labelSelector = flags.text('selector');
  if (args.length === 0 && labelSelector === '')
    throw new CommandError('Provide the pod name argument or use the selector flag');
  const path = `/api/v1/namespaces/${namespace}/pods`;
  if (args.length === 0)
    return listAt(await client.json('GET', path, { query: { labelSelector } }), 'items');
  const pods: JsonObject[] = [];
  for (const name of args) pods.push(await client.json('GET', `${path}/${name}`));
  return pods;
}

interface Answer {
  readonly pod: string;
  readonly found: { readonly certificates: readonly Uint8Array[] } | { readonly error: string };
}

/** One that is not in the mesh ends it: the real one looks no further. */
async function certificatesOf(
  context: Context,
  pods: readonly JsonObject[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const pod of pods) {
    const name = textAt(pod, 'metadata.name');
    const port = adminPortOf(pod);
    if (typeof port === 'string') return [...answers, { pod: name, found: { error: port } }];
    answers.push({ pod: name, found: await greet(context, pod, port) });
  }
  return answers;
}

function adminPortOf(pod: JsonObject): number | string {
  if (textAt(pod, 'status.phase') !== 'Running')
    return `pod not running: ${textAt(pod, 'metadata.name')}`;
  const port = [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')]
    .filter((container) => textAt(container, 'name') === proxyName)
    .flatMap((container) => listAt(container, 'ports'))
    .find(({ name }) => name === adminPort);
  return port === undefined
    ? `failed to find ${adminPort} port in ${proxyName} container for given pod spec`
    : numberAt(port, 'containerPort');
}

async function greet(context: Context, pod: JsonObject, port: number): Promise<Answer['found']> {
  const door = {
    namespace: textAt(pod, 'metadata.namespace'),
    pod: textAt(pod, 'metadata.name'),
    remote: port,
  };
  try {
    const certificates = await forwardHello(context, door, serverNameOf(pod));
    return certificates
      ? { certificates }
      : { error: 'tls: first record does not look like a TLS handshake' };
  } catch (error) {
    const isTold =
      error instanceof Lost || error instanceof ClientError || error instanceof StatusError;
    if (isTold) return { error: error.message };
    throw error;
  }
}

/** Of the variables that its proxy has (`getServerName`). */
function serverNameOf(pod: JsonObject): string {
  const proxy = [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')].find(
    (container) => textAt(container, 'name') === proxyName,
  );
  const variable = (name: string): string =>
    textAt(
      listAt(proxy, 'env').find((one) => one['name'] === name),
      'value',
    );
  const account = textAt(pod, 'spec.serviceAccountName');
  const namespace = textAt(pod, 'metadata.namespace');
  return `${account}.${namespace}.serviceaccount.identity.${variable('_l5d_ns')}.${variable('_l5d_trustdomain')}`;
}
