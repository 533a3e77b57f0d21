import type { JsonObject } from '#cluster/api/object.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { orNothing } from './ask.ts';
import { labelMap } from './policies.ts';
import { parsePort } from './services.ts';

/** kubectl/pkg/generate/versioned/run.go: BasicPod (v1.35). */
export function podOf({ flags, args }: Context, restartPolicy: string): JsonObject {
  const [name = '', ...words] = args;
  const isCommand = flags.isOn('command');
  const stdin = flags.isOn('stdin') || undefined;
  const port = flags.text('port');
  const annotations = flags.list('annotations');
  const container = {
    name,
    image: flags.text('image'),
    command: isCommand ? orNothing(words) : undefined,
    args: isCommand ? undefined : orNothing(words),
    ports: port === '' ? undefined : [{ containerPort: parsePort(port) }],
    env: orNothing(flags.list('env').map(variable)),
    resources: {},
    imagePullPolicy: flags.text('image-pull-policy') || undefined,
    securityContext: flags.isOn('privileged') ? { privileged: true } : undefined,
    stdin,
    stdinOnce: stdin && !flags.isOn('leave-stdin-open') ? true : undefined,
    tty: flags.isOn('tty') || undefined,
  };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      labels: labelMap(flags.text('labels')) ?? { run: name },
      annotations: annotations.length === 0 ? undefined : annotationMap(annotations),
    },
    spec: { containers: [container], restartPolicy, dnsPolicy: 'ClusterFirst' },
    status: {},
  };
}

function annotationMap(list: readonly string[]): JsonObject {
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new CommandError(`invalid annotation format: ${text}`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

function variable(text: string): JsonObject {
  const [, name, value] = /^([-._a-zA-Z][-._a-zA-Z0-9]*)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new CommandError(`invalid env: ${text}`);
  return { name, value };
}
