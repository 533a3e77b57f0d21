import type { FileSystem } from '#process/files.ts';
import type { Program } from '#process/program.ts';
import { createContainerFiles, type Mount } from './container-files.ts';
import { hexadecimal } from './digest.ts';
import type { Placement } from './downward.ts';
import { ConfigError, environmentOf, expand } from './environment.ts';
import type { Container, Image } from './image.ts';
import { createLog } from './log.ts';
import { imageId } from './node-images.ts';
import type { ContainerSpec, Current, Kubelet, Pod } from './parts.ts';
import type { PodState, Run } from './pod-state.ts';
import type { Reference } from './reference.ts';
import { endOfMain } from './run-end.ts';
import { openStdin, type LiveContainer } from './runtime.ts';
import { etcFiles, hostnameOf } from './sandbox.ts';

/** A run of a container that is ready to start. Throws a `ConfigError` for what its configuration lacks. */
export function createContainer(
  kubelet: Kubelet,
  { pod, state, spec }: Current,
  reference: Reference,
): Omit<Run, 'attempt'> {
  const { api, clock, images, random, runtime } = kubelet;
  const image = images.open(reference);
  if (!image) throw new ConfigError(`image "${reference.text}" is gone`);
  const placement = placementOf(kubelet, state);
  const hostname = hostnameOf(pod);
  const env = environmentOf(api, { pod, spec, imageEnv: image.env ?? {}, hostname, placement });
  const argv = commandOf(image, spec, env);
  if (argv.length === 0) throw new ConfigError('no command specified');
  const id = hexadecimal(random, 64);
  const log = createLog(clock.now);
  const files = createContainerFiles({
    now: clock.now,
    layers: () => [image.files ?? {}, etcFiles(kubelet, pod, state)],
    mounts: mountsOf(kubelet, { pod, spec, env, placement }),
  });
  const container = containerOf(
    kubelet,
    { pod, state, spec },
    {
      env,
      files,
      log: (stream, line) => {
        log.write(stream, line);
        for (const read of live.attached) read(stream, new TextEncoder().encode(line));
      },
    },
  );
  const programs = once(() => programsOf(kubelet, image, container));
  const live: LiveContainer = {
    image,
    container: {
      ...container,
      exit: (code, reason) =>
        endOfMain(kubelet, { uid: state.uid, container: spec.name, run: id }, { code, reason }),
    },
    argv,
    files,
    log,
    programs,
    workingDir: spec.workingDir ?? '/',
    stdin: openStdin(spec.stdin),
    isTerminal: spec.tty ?? false,
    isStdinOnce: spec.stdinOnce ?? false,
    process: undefined,
    isProgram: false,
    commands: 0,
    hasEnded: false,
    attached: [],
    ended: [],
  };
  runtime.add(id, live);
  return { id, image: reference.text, imageId: imageId(reference) };
}

function programsOf(
  { programs }: Kubelet,
  { inside }: Image,
  container: Container,
): ReadonlyMap<string, Program> {
  if (!inside) return programs(container);
  const found = inside(container);
  return new Map([...programs(found.container), ...found.programs]);
}

function containerOf(
  { clock, random, network }: Kubelet,
  { pod, state, spec }: Current,
  inside: {
    env: ReadonlyMap<string, string>;
    files: FileSystem;
    log: (stream: 'stdout' | 'stderr', text: string) => void;
  },
): Container {
  const { namespace, name, uid, node, ip = '' } = state;
  const stack = network.pod(ip);
  if (!stack) throw new Error(`no network for ${namespace}/${name}`);
  return {
    name: spec.name,
    ...(spec.image !== undefined && { image: spec.image }),
    pod: { namespace, name, uid, ip, node },
    labels: pod.metadata.labels ?? {},
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    env: inside.env,
    files: inside.files,
    network: stack,
    clock,
    random,
    log: (line, stream = 'stdout') => inside.log(stream, `${line}\n`),
    exit: () => undefined,
  };
}

function placementOf({ api, network }: Kubelet, { node, ip = '' }: PodState): Placement {
  return {
    ip,
    hostIp: network.node(node)?.ip ?? '',
    allocatable: api.find('nodes', { name: node })?.status?.allocatable ?? {},
  };
}

/** `command` replaces the image's ENTRYPOINT and drops its CMD; `args` replaces the CMD. */
function commandOf(
  image: Image,
  { command, args }: ContainerSpec,
  env: ReadonlyMap<string, string>,
): readonly string[] {
  const hasCommand = command !== undefined && command.length > 0;
  const hasArgs = args !== undefined && args.length > 0;
  const given = [
    ...(hasCommand ? command : (image.entrypoint ?? [])),
    ...(hasArgs ? args : hasCommand ? [] : (image.command ?? [])),
  ];
  return given.map((word) => expand(word, (name) => env.get(name)));
}

function mountsOf(
  { volumes }: Kubelet,
  {
    pod,
    spec,
    env,
    placement,
  }: {
    pod: Pod;
    spec: ContainerSpec;
    env: ReadonlyMap<string, string>;
    placement: Placement;
  },
): readonly Mount[] {
  return (spec.volumeMounts ?? []).flatMap((mount): readonly Mount[] => {
    const volume = pod.spec?.volumes?.find(({ name }) => name === mount.name);
    if (!volume) return [];
    const subPath = mount.subPathExpr
      ? expand(mount.subPathExpr, (name) => env.get(name))
      : (mount.subPath ?? '');
    return [
      {
        path: mount.mountPath.replace(/(?<=.)\/+$/, ''),
        source: volumes.open(pod, volume, placement),
        subPath,
        isReadOnly: mount.readOnly ?? false,
      },
    ];
  });
}

function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}
