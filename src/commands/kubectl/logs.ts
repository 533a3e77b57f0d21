import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, collect } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, StatusError, isNotFound, messageOf } from './errors.ts';
import { quote } from './go-values.ts';
import { listAt, textAt } from './json.ts';
import { chooseContainer, findContainer } from './pods/containers.ts';
import { byLogging, firstPod, podsOf, selectorOf, sortPods } from './pods/representative.ts';
import { runningTimeout } from './exec.ts';

const usage =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

/** One container's log, and the words before its lines. */
interface Source {
  namespace: string;
  pod: string;
  container: string;
}

/** kubectl/pkg/cmd/logs/logs.go and polymorphichelpers/logsforobject.go (v1.35). */
export const logs: Verb = async (context) => {
  const { flags, args } = context;
  const labels = flags.text('selector');
  if (args.length > 2 || (args.length === 0 && labels === '')) throw context.usage(usage);
  if (args.length === 1 && labels !== '')
    throw context.usage('only a selector (-l) or a POD name is allowed');
  context.askNamespace();
  const timeout = runningTimeout(context);
  const query = queryOf(context);
  const wanted = args[1] ?? flags.text('container');
  const targets = await targetsOf(context, labels);
  checkFlags(context, wanted);
  const prefixes = flags.isOn('prefix') || flags.isOn('all-pods');
  const sources: Source[] = [];
  for (const target of targets)
    sources.push(...(await sourcesOf(context, target, { wanted, timeout })));
  const limit = flags.number('max-log-requests');
  if (flags.isOn('follow') && sources.length > limit && sources.length > 1)
    throw new CommandError(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`,
    );
  const print = (source: Source) => printLog(context, source, { query, prefixes });
  if (flags.isOn('follow') && sources.length > 1) await Promise.all(sources.map(print));
  else for (const source of sources) await print(source);
};

type Query = Record<string, string | number | boolean | undefined>;

function queryOf({ flags }: Context): Query {
  const on = (name: string) => flags.isOn(name) || undefined;
  const since = flags.number('since');
  const sinceTime = flags.text('since-time');
  if (sinceTime !== '' && Number.isNaN(Date.parse(sinceTime)))
    throw new CommandError(
      `parsing time ${quote(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${quote(sinceTime)} as "2006"`,
    );
  const tail = flags.number('tail');
  const usual = flags.text('selector') !== '' && !flags.changed('tail') ? 10 : undefined;
  return {
    follow: on('follow'),
    previous: on('previous'),
    timestamps: on('timestamps'),
    sinceSeconds: since === 0 ? undefined : Math.round(since / 1000),
    sinceTime,
    limitBytes: flags.number('limit-bytes') || undefined,
    tailLines: tail === -1 ? usual : tail,
    insecureSkipTLSVerifyBackend: on('insecure-skip-tls-verify-backend'),
  };
}

function checkFlags({ flags, args }: Context, wanted: string): void {
  if (flags.text('since-time') !== '' && flags.number('since') !== 0)
    throw new CommandError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (flags.isOn('all-containers') && wanted !== '')
    throw new CommandError(
      `--all-containers=true should not be specified with container name ${wanted}`,
    );
  if (flags.changed('container') && args.length === 2)
    throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
  if (flags.number('limit-bytes') < 0)
    throw new CommandError('--limit-bytes must be greater than 0');
  if (flags.number('since') < 0) throw new CommandError('--since must be greater than 0');
  if (flags.number('tail') < -1)
    throw new CommandError('--tail must be greater than or equal to -1');
}

async function targetsOf(context: Context, labels: string): Promise<Info[]> {
  const [name] = context.args;
  // A pod with a container after it is not refused before.
  if (name !== undefined && labels !== '')
    throw new CommandError(
      'selectors and the all flag cannot be used when passing resource/name arguments',
    );
  if (name !== undefined)
    try {
      return await collect(context, {
        args: name === '' ? [] : [name],
        usualKind: 'pods',
        singleKind: true,
        typed: true,
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new CommandError(
        `error from server (NotFound): ${messageOf(error)} in namespace ${quote(context.namespace)}`,
      );
    }
  const infos = await collect(context, { args: ['pods'], labels });
  if (infos.length === 0)
    await context.err(`No resources found in ${context.namespace} namespace.\n`);
  return infos;
}

interface Asked {
  wanted: string;
  timeout: number;
}

async function sourcesOf(context: Context, target: Info, asked: Asked): Promise<Source[]> {
  if (target.resource.kind === 'Pod') return await ofPod(context, target.object, asked);
  const { namespace } = target;
  const selector = selectorOf(target, `cannot get the logs from *${goType(target)}`);
  const { pod, count } = await firstPod(context, { namespace, selector }, byLogging, asked.timeout);
  if (count > 1 && context.flags.isOn('all-pods')) {
    const pods = sortPods(await podsOf(context, namespace, selector), byLogging);
    const all: Source[] = [];
    for (const one of pods) all.push(...(await ofPod(context, one, asked, true)));
    return all;
  }
  if (count > 1)
    await context.err(`Found ${count} pods, using pod/${textAt(pod, 'metadata.name')}\n`);
  return await ofPod(context, pod, asked, context.flags.isOn('all-pods'));
}

function goType({ resource }: Info): string {
  return `${resource.version}.${resource.kind}`;
}

async function ofPod(
  context: Context,
  pod: JsonObject,
  { wanted }: Asked,
  quiet = false,
): Promise<Source[]> {
  const base = { namespace: textAt(pod, 'metadata.namespace'), pod: textAt(pod, 'metadata.name') };
  if (context.flags.isOn('all-containers'))
    return (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((list) =>
      listAt(pod, `spec.${list}`).map((one) => ({ ...base, container: textAt(one, 'name') })),
    );
  if (wanted !== '' && findContainer(pod, wanted) === undefined)
    throw new CommandError(`container ${wanted} is not valid for pod ${base.pod}`);
  return [{ ...base, container: wanted || (await chooseContainer(context, pod, '', { quiet })) }];
}

async function printLog(
  context: Context,
  { namespace, pod, container }: Source,
  { query, prefixes }: { query: Query; prefixes: boolean },
): Promise<void> {
  const { client, flags } = context;
  const prefix = prefixes ? `[pod/${pod}/${container}] ` : '';
  try {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
    const response = await client.open('GET', path, { query: { ...query, container } });
    let rest = '';
    for await (const chunk of client.chunks(response)) {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      await context.out(prefixed(text.slice(0, end), prefix));
    }
    await context.out(rest === '' ? '' : `${prefix}${rest}`);
    context.process.signal.throwIfAborted();
  } catch (error) {
    const told = error instanceof StatusError || error instanceof CommandError;
    if (!told || !flags.isOn('ignore-errors')) throw error;
    await context.out(`error: ${messageOf(error)}\n`);
  }
}

/** Whole lines, each with the words before it. */
function prefixed(lines: string, prefix: string): string {
  return prefix === '' ? lines : lines.replace(/[^\n]*\n/g, (line) => prefix + line);
}
