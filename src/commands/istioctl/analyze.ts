/** `istioctl analyze`. Source: istio/istio istioctl/pkg/analyze/analyze.go, release-1.31. */
import { StatusError } from '#commands/kubectl/errors.ts';
import { isRecord, listAt } from '#commands/kubectl/json.ts';
import { quote } from '#commands/kubectl/go-values.ts';
import type { Analyzer } from '#mesh/istio/analysis/analyzer.ts';
import { analyze, type Message, type Suppression } from '#mesh/istio/analysis/analyze.ts';
import { messageTypes, type Level } from '#mesh/istio/analysis/messages.ts';
import { kinds, kindSources, toResource, toSnapshot } from '#mesh/istio/analysis/read-resources.ts';
import { meshSettings } from '#mesh/istio/analysis/analyzers/telemetry-providers.ts';
import { kindName, type Resource, type Snapshot } from '#mesh/istio/analysis/resource.ts';
import { readyForSettings } from '#mesh/istio/settings-text.ts';
import { gatherFiles, type Source } from './analyze-files.ts';
import { analysisDocs, outputFormats, printMessages, type OutputFormat } from './analyze-output.ts';
import type { Verb } from './command.ts';
import type { Context } from './context.ts';
import type { FileResources } from './read-files.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import { exitCodes, usageError } from './errors.ts';

/** The worst first. */
const levels: readonly Level[] = ['Error', 'Warning', 'Info'];

export const analyzeVerb: Verb = async (context) => {
  const { flags } = context;
  const format = formatOf(context);
  const failure = levelOf(context, 'failure-threshold');
  const shown = levelOf(context, 'output-threshold');
  const { analyzers } = await context.process.time.hold(import('#mesh/istio/analysis/all.ts'));
  if (flags.isOn('list-analyzers')) return await context.out(analyzerList(analyzers));

  const files = await gatherFiles(context);
  const usesKube = flags.isOn('use-kube');
  const namespace = usesKube ? context.namespace : flags.text('namespace') || 'default';
  if (usesKube && !(await existsNamespace(context, namespace))) {
    return await context.err(`namespace ${quote(namespace)} not found\n`);
  }
  const suppressions = await suppressionsOf(context);
  const read = await readFiles(context, files, namespace);
  if (read.problems.length > 0) await context.err(addingFiles(read.problems));
  const base = usesKube ? await liveResources(context) : defaultResources(context.istioNamespace);
  const snapshot = toSnapshot([...base, ...read.resources]);
  await ready(context, snapshot);
  const messages = analyze(snapshot, analyzers, {
    namespace: flags.isOn('all-namespaces') ? undefined : namespace,
    suppressions,
  });
  const target = flags.isOn('all-namespaces') ? 'all namespaces' : `namespace: ${namespace}`;
  if (flags.isOn('verbose')) await context.err(executed(target, analyzers));

  const printed = messages.filter(({ level }) => isAtLeast(level, shown));
  await context.out(`${printMessages(printed, { format, isColoured: isColoured(context) })}\n`);
  const where = files.length > 0 ? files.map(({ name }) => name).join('\n') : target;
  if (printed.length === 0)
    await context.err(nothingFound(read.problems.length, { where, target }));
  if (format !== 'log') return;
  return judge(messages, {
    failure,
    target,
    isUnread: read.problems.length > 0 && !flags.isOn('ignore-unknown'),
  });
};

const noFiles: FileResources = { resources: [], problems: [] };

async function readFiles(
  { process }: Context,
  files: readonly Source[],
  namespace: string,
): Promise<FileResources> {
  if (files.length === 0) return noFiles;
  const { readResources } = await process.time.hold(import('./read-files.ts'));
  return readResources(files, namespace);
}

/** Analyzers wait for nothing. */
async function ready({ process }: Context, { ConfigMap }: Snapshot): Promise<void> {
  const loading = readyForSettings([meshSettings(ConfigMap) ?? '']);
  if (loading) await process.time.hold(loading);
}

function formatOf({ flags }: Context): OutputFormat {
  const said = flags.text('output').toLowerCase();
  const format = outputFormats.find((one) => one === said);
  if (!format) {
    throw usageError(`${said} not a valid option for format. See istioctl analyze --help`);
  }
  return format;
}

/** On a terminal that has colours, unless the flag says otherwise. */
function isColoured({ flags, process }: Context): boolean {
  if (flags.changed('color')) return flags.isOn('color');
  return process.stdout.isTerminal && process.env.get('TERM') !== 'dumb';
}

function levelOf({ flags }: Context, name: string): Level {
  const said = flags.text(name);
  const level = levels.find((one) => one.toLowerCase() === said.toLowerCase());
  if (level) return level;
  const short = `invalid argument ${quote(said)} for "--${name}" flag`;
  throw usageError(
    `${short}: ${quote(said)} not a valid option, please choose from: [${levels.toReversed().join(' ')}]`,
  );
}

function isAtLeast(level: Level, threshold: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf(threshold);
}

function analyzerList(analyzers: readonly Analyzer[]): string {
  return analyzers
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description }) => `* ${name}:\n    ${description}\n`)
    .join('');
}

async function existsNamespace({ client }: Context, name: string): Promise<boolean> {
  return (await found(client.json('GET', `/api/v1/namespaces/${name}`))) !== undefined;
}

/** Undefined instead of a 404. */
async function found<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof StatusError && error.status.code === 404) return undefined;
    throw error;
  }
}

async function suppressionsOf(context: Context): Promise<readonly Suppression[]> {
  const known = new Set(Object.values(messageTypes).map(({ code }) => code));
  const suppressions: Suppression[] = [];
  for (const said of context.flags.list('suppress')) {
    const [code = '', resource, ...rest] = said.split('=');
    if (resource === undefined || rest.length > 0) {
      throw new CommandError(
        `${said} is not a valid suppression value. See istioctl analyze --help`,
      );
    }
    if (!known.has(code)) {
      await context.err(
        `Warning: Supplied message code '${code}' is an unknown message code and will not have any effect.\n`,
      );
    }
    suppressions.push({ code, resource });
  }
  return suppressions;
}

/** What the cluster holds of the kinds that analyzers read; a kind that it does not serve yet is empty. */
async function liveResources({ client }: Context): Promise<readonly Resource[]> {
  const resources: Resource[] = [];
  for (const one of kinds) {
    const { group, version, plural } = kindSources[one];
    const kind = kindName(one);
    const root = group ? `/apis/${group}/${version}` : `/api/${version}`;
    const list = await found(client.json('GET', `${root}/${plural}`));
    const apiVersion = group ? `${group}/${version}` : version;
    for (const item of listAt(list, 'items')) {
      // Items of a list leave their kind out.
      const resource = isRecord(item) && toResource({ ...item, kind, apiVersion });
      if (resource) resources.push(resource);
    }
  }
  return resources;
}

/** Without a cluster, a gateway as a default installation has it (pkg/config/analysis/local/context.go). */
function defaultResources(namespace: string): readonly Resource[] {
  const labels = { istio: 'ingressgateway' };
  const ports = Object.entries(gatewayPorts).map(([name, port]) => ({
    name,
    port,
    protocol: 'TCP',
    targetPort: port,
  }));
  const gateway = [
    {
      kind: 'Pod',
      metadata: { name: 'istio-ingressgateway-dummypod', namespace, labels },
      spec: { containers: [{ name: 'istio-proxy' }] },
    },
    {
      kind: 'Service',
      metadata: { name: 'istio-ingressgateway', namespace, labels },
      spec: { selector: labels, ports },
    },
  ];
  return gateway.flatMap((object) => toResource({ apiVersion: 'v1', ...object }) ?? []);
}

const gatewayPorts = { http2: 80, https: 443, tcp: 31_400, tls: 15_443 };

/** hashicorp/go-multierror's list. */
function addingFiles(problems: readonly string[]): string {
  const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
  const lines = problems.map((problem) => `\t* ${problem}\n`).join('');
  return `Error(s) adding files: ${count} occurred:\n${lines}\n`;
}

function executed(target: string, analyzers: readonly Analyzer[]): string {
  const names = analyzers.map(({ name }) => `\t ${name}\n`).join('');
  return `Analyzed resources in ${target}\nExecuted analyzers:\n${names}\n`;
}

function nothingFound(
  unread: number,
  { where, target }: { where: string; target: string },
): string {
  if (unread === 0) return `\u2714 No validation issues found when analyzing ${where}.\n`;
  return `No validation issues found when analyzing ${target} (but 1 file could not be parsed).\n`;
}

/** By every message, shown or not. */
function judge(
  messages: readonly Message[],
  { failure, target, isUnread }: { failure: Level; target: string; isUnread: boolean },
): void {
  if (messages.some(({ level }) => isAtLeast(level, failure))) {
    throw new CommandError(
      `Analyzers found issues when analyzing ${target}.\nSee ${analysisDocs} for more information about causes and resolutions.`,
      exitCodes.analysis,
    );
  }
  if (isUnread) throw new CommandError("Some files couldn't be parsed.", exitCodes.data);
}
