import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { callPod, runningPod } from '#commands/linkerd/pod-ports.ts';
import { resourceType } from '#commands/linkerd/resource-pods.ts';
import { goIndented, goYaml } from './go-message.ts';

const proxy = '/io.linkerd.proxy';

/** cli/cmd/policy.go. */
export const policy: Verb = async (context) => {
  const { flags, controlPlaneNamespace: namespace } = context;
  const given = flags.text('destination-pod');
  const pod = given === '' ? await runningPod(context, namespace, 'linkerd-destination') : given;
  const { method, message } = callFor(context);
  const answer = await callPod(context, { namespace, pod, remote: 8090 }, method, message);
  const output = flags.text('output');
  if (output !== 'json' && output !== 'yaml')
    throw new CommandError('output must be one of: yaml, json');
  await context.out(output === 'json' ? goIndented(answer) : goYaml(answer));
};

function callFor({ args, flags }: Context): { method: string; message: JsonObject } {
  const [resource = '', portText = ''] = args;
  const [type = '', name, ...more] = resource.split('/');
  if (name === undefined) throw new CommandError('resource type and name are required');
  if (more.length > 0) throw new CommandError(`invalid resource string: ${resource}`);
  const { name: kind } = resourceType(type);
  const port = parsePort(portText);
  const namespace = flags.text('namespace');
  if (kind === 'pod') {
    return {
      method: `${proxy}.inbound.InboundServerPolicies/GetPort`,
      message: { workload: `${namespace}:${name}`, port },
    };
  }
  if (kind === 'service') {
    return {
      method: `${proxy}.outbound.OutboundPolicies/Get`,
      message: {
        source_workload: flags.text('token'),
        authority: `${name}.${namespace}.svc:${port}`,
      },
    };
  }
  throw new CommandError(`invalid resource type ${resource}; must be one of Pod or Service`);
}

/** strconv.ParseUint of 32 bits. */
function parsePort(text: string): number {
  if (!/^\d+$/.test(text))
    throw new CommandError(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) >= 2 ** 32)
    throw new CommandError(
      `strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`,
    );
  return Number(text);
}
