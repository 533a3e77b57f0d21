import { compareTexts, type Change, type Comparison } from '#commands/text-diff/edit-script.ts';
import type { Printed } from '#commands/text-diff/lines.ts';
import { normalLines } from '#commands/text-diff/normal.ts';
import { unifiedLines } from '#commands/text-diff/unified.ts';
import type { FileStat } from '#process/files.ts';
import type { Process } from '#process/program.ts';
import type { Settings } from './settings.ts';

export interface Session {
  process: Process;
  settings: Settings;
  /** All of standard input, however often it is named. */
  input: () => Promise<Uint8Array>;
}

export interface Side {
  name: string;
  /** Absolute; `-` for standard input. */
  path: string;
  /** Undefined where nothing is. */
  stat: FileStat | undefined;
}

/** Compares two files; in folders their names head what differs. Resolves to the exit code. */
export async function compareFiles(
  session: Session,
  [from, to]: readonly [Side, Side],
  isInFolders: boolean,
): Promise<number> {
  const { settings, process } = session;
  const say = (text: string): Promise<void> => process.stdout.write(text);
  const identical = async (): Promise<number> => {
    if (settings.tellsIdentical) await say(`Files ${from.name} and ${to.name} are identical\n`);
    return 0;
  };
  const [before, after] = [await bytesOf(session, from), await bytesOf(session, to)];
  if (areEqual(before, after)) return identical();
  const isBinary = !settings.isText && (before.includes(0) || after.includes(0));
  if (isBinary && settings.style !== 'brief') {
    await say(`Binary files ${from.name} and ${to.name} differ\n`);
    return 1;
  }
  const { keyOf, context } = settings;
  const comparison = compareTexts(textOf(before), textOf(after), {
    context,
    ...(keyOf && { keyOf }),
  });
  const isTrivial = trivial(comparison, settings.isBlank);
  if (!isBinary && comparison.changes.every(isTrivial)) return identical();
  if (settings.style === 'brief') {
    await say(`Files ${from.name} and ${to.name} differ\n`);
    return 1;
  }
  const head = isInFolders ? `diff${settings.typed} ${quoted(from.name)} ${quoted(to.name)}\n` : '';
  const lines =
    settings.style === 'unified'
      ? [
          ...header(session, '---', from),
          ...header(session, '+++', to),
          ...colored(settings, unifiedLines(comparison, { context, isTrivial })),
        ]
      : colored(
          settings,
          normalLines({
            ...comparison,
            changes: comparison.changes.filter((change) => !isTrivial(change)),
          }),
        );
  await say(head + lines.join(''));
  return 1;
}

async function bytesOf({ process, input }: Session, { path, stat }: Side): Promise<Uint8Array> {
  if (path === '-') return input();
  return stat ? process.files.read(path) : new Uint8Array();
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** A change of blank lines only, where these do not count. */
function trivial(
  { from, to }: Comparison,
  isBlank: Settings['isBlank'],
): (change: Change) => boolean {
  if (!isBlank) return () => false;
  return (change) =>
    from.slice(change.from, change.from + change.removed).every(isBlank) &&
    to.slice(change.to, change.to + change.added).every(isBlank);
}

function header({ process, settings }: Session, sign: string, side: Side): string[] {
  // What is read from a pipe is as old as now.
  const isStream = side.path === '-' || side.path.startsWith('/dev/');
  const time = new Date(isStream ? process.time.now() : (side.stat?.modified ?? 0))
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '000000 +0000');
  return [inColor(settings, 1, `${sign} ${quoted(side.name)}\t${time}\n`)];
}

/** A name with spaces or quotes, as C writes it. */
const quoted = (name: string): string => (/[\s"\\]/u.test(name) ? JSON.stringify(name) : name);

const colors = { from: 31, to: 32, place: 36, both: undefined } as const;

function colored(settings: Settings, lines: readonly Printed[]): string[] {
  return lines.map(({ kind, text }) => inColor(settings, colors[kind], text));
}

/** The line, without the remark after it. */
function inColor({ isColored }: Settings, code: number | undefined, text: string): string {
  if (!isColored || code === undefined) return text;
  return text.replace(/^.*/u, (line) => `\x1b[${code}m${line}\x1b[0m`);
}
