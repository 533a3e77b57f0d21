import type { Analyzer } from './analyzer.ts';
import { messageText, messageTypes, type Level, type MessageName } from './messages.ts';
import { fullName, kindName, type Path, type Resource, type Snapshot } from './resource.ts';

export interface Message {
  readonly code: string;
  readonly level: Level;
  /** `VirtualService default/reviews`. */
  readonly origin: string;
  /** `file.yaml:12`; nothing for what the cluster holds. */
  readonly reference: string;
  readonly text: string;
  readonly resource: Resource;
}

export interface AnalyzeOptions {
  /** Every namespace when left out. */
  readonly namespace?: string | undefined;
  readonly suppressions?: readonly Suppression[];
}

/** No message of a code about a resource: `Pod mypod.testing`, `*` for any characters. */
export interface Suppression {
  readonly code: string;
  readonly resource: string;
}

/** Runs the analyzers; what they say once each, the worst first. Source: pkg/config/analysis/{local/istiod_analyze,diag/messages}.go. */
export function analyze(
  snapshot: Snapshot,
  analyzers: readonly Analyzer[],
  { namespace, suppressions = [] }: AnalyzeOptions = {},
): readonly Message[] {
  const messages = new Map<string, Message>();
  for (const { analyze: run } of analyzers) {
    run(snapshot, (name, resource, values = [], at) => {
      if (!isIn(resource, namespace)) return;
      const message = toMessage(name, resource, { text: messageText(name, values), at });
      if (isSuppressed(message, suppressions)) return;
      messages.set(messageLine(message), message);
    });
  }
  return [...messages.values()].toSorted(inOrder);
}

/** `Error [IST0101] (VirtualService default/bookinfo file.yaml:3) Referenced gateway not found: "gateway"`. */
export function messageLine({ level, code, origin, reference, text }: Message): string {
  return `${level} [${code}] (${origin}${reference ? ` ${reference}` : ''}) ${text}`;
}

function toMessage(
  name: MessageName,
  resource: Resource,
  { text, at }: { text: string; at: Path | undefined },
): Message {
  const { source, kind } = resource;
  const { code, level } = messageTypes[name];
  const line = at && source?.lineOf(at);
  const reference = source ? `${source.file}:${line ?? source.line}` : '';
  return {
    code,
    level,
    origin: `${kindName(kind)} ${fullName(resource)}`,
    reference,
    text,
    resource,
  };
}

/** A namespace is in itself; what has none is everywhere. */
function isIn({ kind, name, namespace }: Resource, wanted: string | undefined): boolean {
  const home = kind === 'Namespace' ? name : namespace;
  return wanted === undefined || home === '' || home === wanted;
}

const suppressAnnotation = 'galley.istio.io/analyze-suppress';

function isSuppressed({ code, resource }: Message, suppressions: readonly Suppression[]): boolean {
  const said = resource.annotations[suppressAnnotation]?.split(',') ?? [];
  if (said.some((entry) => entry.trim() === code || entry.trim() === '*')) return true;
  const { kind, name, namespace } = resource;
  const full = `${kindName(kind)} ${name}${namespace ? `.${namespace}` : ''}`;
  return suppressions.some((one) => one.code === code && matchesGlob(one.resource, full));
}

function matchesGlob(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (rest.length === 0) return glob === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest.slice(0, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  const last = rest.at(-1) ?? '';
  return text.length - last.length >= from && text.endsWith(last);
}

const severity: Record<Level, number> = { Error: 0, Warning: 1, Info: 2 };

function inOrder(a: Message, b: Message): number {
  return (
    severity[a.level] - severity[b.level] ||
    compare(a.code, b.code) ||
    compare(comparator(a.resource), comparator(b.resource)) ||
    compare(messageLine(a), messageLine(b))
  );
}

function comparator({ kind, name, namespace }: Resource): string {
  return `${kindName(kind)}/${name}/${namespace}`;
}

/** By bytes, as Go compares; these are ASCII. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
