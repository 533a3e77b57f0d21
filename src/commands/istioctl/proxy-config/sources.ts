import { fileReason } from '#commands/paths/is-file.ts';
import { resolvePath } from '#commands/paths/resolve-path.ts';
import type { Context } from '#commands/istioctl/context.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { askProxy, podTarget, type PodTarget } from '#commands/istioctl/pod-target.ts';
import { FileError } from '#process/files.ts';
import { readText } from '#process/streams.ts';
import { parseConfigDump, type ConfigDump } from './config-dump.ts';

/** What is asked of the admin port: only the parts that are shown. */
export const masks = {
  all: '',
  eds: '?include_eds=true',
  secret: '?mask=dynamic_active_secrets,dynamic_warming_secrets',
  cluster: '?mask=dynamic_active_clusters,dynamic_warming_clusters,static_clusters',
  listener: '?mask=dynamic_listeners,static_listeners',
  route: '?mask=dynamic_route_configs,static_route_configs',
  bootstrap: '?mask=bootstrap',
  ecds: '?mask=ecds_filters',
} as const;

/** The dump of the pod that the line names, or of `--file`. */
export async function dumpOf(
  context: Context,
  noun: string,
  mask: keyof typeof masks,
): Promise<ConfigDump> {
  return parseConfigDump(await dumpText(context, noun, mask));
}

export async function dumpText(
  context: Context,
  noun: string,
  mask: keyof typeof masks,
): Promise<string> {
  const pod = await sourceOf(context, noun);
  return pod ? await dumpOfPod(context, pod, mask) : await fileText(context);
}

export async function dumpOfPod(
  context: Context,
  pod: PodTarget,
  mask: keyof typeof masks,
): Promise<string> {
  const told = `failed to execute command on ${pod.name}.${pod.namespace} sidecar`;
  return await askProxy(context, pod, { path: `/config_dump${masks[mask]}`, told });
}

/** Undefined where the line names a file. */
export async function sourceOf(context: Context, noun: string): Promise<PodTarget | undefined> {
  const { args, flags } = context;
  if ((args.length === 1) !== (flags.text('file') === '')) {
    await context.err(`${context.usage()}\n`);
    throw new CommandError(`${noun} requires pod name or --file parameter`);
  }
  const [name] = args;
  return name === undefined ? undefined : await podTarget(context, name);
}

export async function fileText({ process, flags }: Context): Promise<string> {
  const name = flags.text('file');
  if (name === '-') return await readText(process.stdin);
  try {
    return process.files.readText(resolvePath(process, name));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CommandError(`open ${name}: ${fileReason(error).toLowerCase()}`);
  }
}
