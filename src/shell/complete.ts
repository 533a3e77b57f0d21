import { builtins } from './builtins/table.ts';
import type { Environment } from './environment.ts';
import { attempt } from './file-error.ts';
import { absolute } from './path.ts';

export interface Candidates {
  /** Where the word that is completed begins in the line. */
  readonly start: number;
  /** What the word can become, sorted, quoted as the line needs it; a folder ends with a slash. */
  readonly words: readonly string[];
}

/** The words that a program proposes: `words` are those typed, its name first, the last one perhaps not finished. */
export type CompleteProgram = (words: readonly string[]) => Promise<readonly string[] | undefined>;

export interface CompleteRequest {
  line: string;
  cursor: number;
  completeProgram: CompleteProgram | undefined;
}

/** What the Tab key proposes: commands, then what the program knows, variables, files. */
export async function complete(sh: Environment, request: CompleteRequest): Promise<Candidates> {
  const before = request.line.slice(0, request.cursor);
  const { words, start, isRedirection } = wordsBefore(before);
  const typed = before.slice(start);
  const word = typed.replace(/^["']/u, '').replace(/\\([^])/gu, '$1');
  const variable = /\$\{?(\w*)$/u.exec(typed);
  if (variable) return completeVariable(sh, variable, start + variable.index);
  const [name] = words;
  if (!isRedirection && (name === undefined || words.length === 1) && !word.includes('/')) {
    return { start, words: startingWith(commandNames(sh), word) };
  }
  if (!isRedirection && name !== undefined && request.completeProgram) {
    const program = sh.aliases.get(name)?.trim().split(/\s+/u) ?? [name];
    const proposed = await request.completeProgram([...program, ...words.slice(1, -1), word]);
    if (proposed) return { start, words: startingWith(proposed, word) };
  }
  return {
    start,
    words: completeFile(sh, word, { isFolder: name === 'cd' || name === 'rmdir', typed }),
  };
}

function startingWith(names: Iterable<string>, prefix: string): string[] {
  return [...new Set(names)].filter((name) => name.startsWith(prefix)).sort();
}

function commandNames(sh: Environment): string[] {
  const keywords =
    'case do done elif else esac fi for function if in select then time until while'.split(' ');
  return [
    ...builtins.keys(),
    ...sh.host.programs.keys(),
    ...sh.functions.keys(),
    ...sh.aliases.keys(),
    ...keywords,
  ];
}

function completeVariable(sh: Environment, match: RegExpExecArray, start: number): Candidates {
  const isBraced = match[0].startsWith('${');
  const names = sh.variables.names(match[1]).map((name) => (isBraced ? `\${${name}}` : `$${name}`));
  return { start, words: names };
}

/** The words of the command that the cursor is in; the last one is the one being typed. */
function wordsBefore(line: string): { words: string[]; start: number; isRedirection: boolean } {
  const token =
    /\s+|&&|\|\||[;&|()]|[<>]+&?|(?:\\[^]|"(?:\\[^]|[^"\\])*"?|'[^']*'?|\$\(|[^\s;&|()<>"'\\])+/gu;
  let words: string[] = [];
  let [start, isRedirection, isOpen] = [line.length, false, false];
  for (const match of line.matchAll(token)) {
    const [text] = match;
    if (/^\s/u.test(text)) isOpen = false;
    else if (/^[;&|()]/u.test(text) || text.endsWith('$(')) {
      words = [];
      isOpen = isRedirection = false;
    } else if (/^[<>]/u.test(text)) {
      isRedirection = true;
      isOpen = false;
    } else {
      if (!(words.length === 0 && /^\w+=/u.test(text)) || match.index + text.length === line.length)
        words.push(text);
      start = match.index;
      isOpen = true;
      isRedirection &&= match.index + text.length === line.length;
    }
  }
  return isOpen
    ? { words, start, isRedirection }
    : { words: [...words, ''], start: line.length, isRedirection };
}

function completeFile(
  sh: Environment,
  word: string,
  { isFolder, typed }: { isFolder: boolean; typed: string },
): string[] {
  const slash = word.lastIndexOf('/') + 1;
  const [folder, prefix] = [word.slice(0, slash), word.slice(slash)];
  const home = sh.variables.get('HOME') ?? '/';
  const path = absolute(sh.cwd, folder.replace(/^~(?=\/)/u, home) || '.');
  const listed = attempt(() => sh.host.files.list(path));
  if (!('value' in listed)) return [];
  const quote = /^["']/u.exec(typed)?.[0] ?? '';
  return listed.value
    .filter((name) => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')))
    .map((name) => ({ name, isBelow: sh.host.files.stat(absolute(path, name))?.type === 'folder' }))
    .filter(({ isBelow }) => isBelow || !isFolder)
    .map(({ name, isBelow }) => {
      const text = folder + name + (isBelow ? '/' : '');
      return quote === '' ? text.replace(/[\s"'\\$&|;()<>*?[\]#!`]/gu, '\\$&') : quote + text;
    });
}
