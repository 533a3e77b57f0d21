import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError } from './errors.ts';
import {
  changePod,
  checkImages,
  copyOf,
  isPowerless,
  nodePod,
  pairsOf,
  profileOf,
  suffixOf,
} from './debugging/pods.ts';
import { checkProfile } from './debugging/profiles.ts';
import { isImage } from './generators/image-name.ts';
import { infoOf } from './manifest-infos.ts';
import { listAt } from './json.ts';
import { filenameOptions, hasFiles } from './manifests.ts';
import { difference } from './patches.ts';
import { attachToNew } from './run.ts';
import { pathOf } from './resources.ts';
import { pathOfTarget, patchObject } from './writes.ts';

/** kubectl/pkg/cmd/debug/debug.go (v1.35). */
export const debug: Verb = async (context) => {
  const { flags, args, dashAt } = context;
  context.askNamespace();
  const names = dashAt < 0 ? args : args.slice(0, dashAt);
  checkProfile(profileOf(context));
  const custom = await customOf(context);
  context.access();
  await checkLine(context, names, custom);
  const files = filenameOptions(context);
  const infos = await collect(context, {
    files,
    typed: true,
    ...(names.length > 0 ? { args: names, usualKind: 'pods' } : {}),
  });
  for (const info of infos) {
    const made = await debugOne(context, info, custom);
    const attaches = flags.changed('attach') ? flags.isOn('attach') : flags.isOn('stdin');
    if (attaches && made.container !== '') await attachToNew(context, made.pod, made.container);
  }
};

/** Which container of a pod. */
interface Place {
  field: 'containers' | 'ephemeralContainers';
  name: string;
}

interface Custom {
  check: () => void;
  /** The pod with the profile over that container. */
  apply: (pod: JsonObject, place: Place) => JsonObject;
}

async function warnOfUser(
  context: Context,
  target: JsonObject,
  pod: JsonObject,
  { field, name }: Place,
): Promise<void> {
  const container = listAt(pod, `spec.${field}`).find((one) => one['name'] === name);
  if (isPowerless(target, container))
    await context.err(
      'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n',
    );
}

/** What `--custom` asks for; nothing without one. */
async function customOf(context: Context): Promise<Custom> {
  const path = context.flags.text('custom');
  const none = { check: () => undefined, apply: (pod: JsonObject) => pod };
  if (path === '') return none;
  const { checkCustom, customised, readCustom } = await context.process.time.hold(
    import('./debugging/custom.ts'),
  );
  const profile = await readCustom(context, path);
  if (profile === undefined) return none;
  return {
    check: () => checkCustom(profile),
    apply: (pod, place) => customised(pod, profile, place),
  };
}

async function debugOne(
  context: Context,
  info: Info,
  custom: Custom,
): Promise<{ pod: Info; container: string }> {
  const { flags, client } = context;
  const resources = await context.resources();
  const pods = resources.require('pods');
  const quiet = flags.isOn('quiet');
  const say = async (text: string) => {
    if (!quiet) await context.out(text);
  };
  const suffix = suffixOf(context);
  if (info.resource.kind === 'Node') {
    const container = flags.text('container') || 'debugger';
    const plain = nodePod(context, info.name, { container, suffix });
    const object = custom.apply(plain, { field: 'containers', name: container });
    await say(
      `Creating debugging pod node-debugger-${info.name}-${suffix} with container ${container} on node ${info.name}.\n`,
    );
    const path = pathOf(pods, context.namespace);
    return { pod: infoOf(pods, await client.json('POST', path, { body: object }), ''), container };
  }
  if (info.resource.kind !== 'Pod')
    throw new CommandError(
      `"${info.resource.group === '' ? '' : info.resource.group}/${info.resource.version}, Kind=${info.resource.kind}" not supported by debug`,
    );
  const wanted = flags.text('container');
  const name = wanted || `debugger-${suffix}`;
  const tell = async () => {
    if (wanted === '') await say(`Defaulting debug container name to ${name}.\n`);
  };
  if (flags.text('copy-to') !== '') {
    const copy = copyOf(context, info.object, name);
    if (copy.isNew) await tell();
    const body = custom.apply(copy.object, { field: 'containers', name: copy.container });
    await warnOfUser(context, body, body, { field: 'containers', name: copy.container });
    const object = await client.json('POST', pathOf(pods, info.namespace), { body });
    if (flags.isOn('replace'))
      await client.json('DELETE', pathOfTarget(info), { body: { gracePeriodSeconds: 0 } });
    return { pod: infoOf(pods, object, ''), container: copy.container };
  }
  await tell();
  const plain = changePod(context, info.object, name);
  const changed = custom.apply(plain, { field: 'ephemeralContainers', name });
  await warnOfUser(context, info.object, changed, { field: 'ephemeralContainers', name });
  const patch = difference(info.object, changed);
  const options = { dryRun: 'none', subresource: 'ephemeralcontainers' } as const;
  const object = await patchObject(context, info, patch, options);
  return { pod: { ...info, object }, container: name };
}

async function checkLine(
  context: Context,
  names: readonly string[],
  custom: Custom,
): Promise<void> {
  const { flags, args, dashAt } = context;
  const words = dashAt < 0 ? [] : args.slice(dashAt);
  const image = flags.text('image');
  const copies = flags.text('copy-to') !== '';
  const sets = pairsOf(flags, 'set-image').length > 0;
  const rules: readonly (readonly [boolean, string])[] = [
    [
      flags.changed('attach') &&
        flags.isOn('attach') &&
        image === '' &&
        flags.text('container') === '',
      'you must specify --container or create a new container using --image in order to attach.',
    ],
    [
      copies && image === '' && !sets && words.length === 0,
      'you must specify --image, --set-image or command arguments.',
    ],
    [
      copies && words.length > 0 && flags.text('container') === '' && image === '',
      'you must specify an existing container or a new image when specifying args.',
    ],
    [!copies && flags.isOn('replace'), '--replace may only be used with --copy-to.'],
    [!copies && flags.isOn('same-node'), '--same-node may only be used with --copy-to.'],
    [!copies && sets, '--set-image may only be used with --copy-to.'],
    [!copies && image === '', 'you must specify --image when not using --copy-to.'],
    [image !== '' && !isImage(image), `invalid image name "${image}": invalid reference format`],
    [
      names.length === 0 && !hasFiles(filenameOptions(context)),
      'NAME or filename is required for debug',
    ],
    [
      !/^(Always|IfNotPresent|Never|)$/.test(flags.text('image-pull-policy')),
      `invalid image pull policy: ${flags.text('image-pull-policy')}`,
    ],
  ];
  const broken = rules.find(([isBroken]) => isBroken);
  if (broken !== undefined) throw new CommandError(broken[1]);
  checkImages(context);
  if (copies && flags.text('target') !== '')
    throw new CommandError(
      '--target is incompatible with --copy-to. Use --share-processes instead.',
    );
  if (flags.text('target') !== '' && !flags.isOn('quiet'))
    await context.out(
      `Targeting container "${flags.text('target')}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  if (flags.isOn('tty') && !flags.isOn('stdin'))
    throw new CommandError('-i/--stdin is required for containers with -t/--tty=true');
  custom.check();
  if (profileOf(context) === 'legacy')
    await context.err(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    );
}
