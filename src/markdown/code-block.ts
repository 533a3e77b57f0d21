import type { Element, ElementContent, Root } from 'hast';
import type { ShikiTransformer } from 'shiki';
import type { ReplayCommand } from '#schemas/lab-replay.ts';
import { splitCommands } from './commands.ts';
import { readLab } from './lab.ts';

/** Shiki's variables by the one-letter class that the style sheet gives a colour to. Punctuation keeps the text's colour. */
const tokenClass: Record<string, string> = {
  'token-constant': 'c',
  'token-string': 's',
  'token-comment': 'm',
  'token-keyword': 'k',
  'token-parameter': 'p',
  'token-function': 'f',
  'token-string-expression': 's',
  'token-link': 'l',
  'token-inserted': 'i',
  'token-deleted': 'd',
};

function element(
  tagName: string,
  properties: Element['properties'],
  children: ElementContent[],
): Element {
  return { type: 'element', tagName, properties, children };
}

const text = (value: string): ElementContent => ({ type: 'text', value });

/** A token's colour becomes a class (a strict CSP refuses `style=`), and plain text loses its span. */
function withClasses(token: ElementContent): ElementContent[] {
  if (token.type !== 'element') return [token];
  const style = String(token.properties['style'] ?? '');
  const name = tokenClass[/--astro-code-([\w-]+)/.exec(style)?.[1] ?? ''];
  const children = token.children.flatMap(withClasses);
  return name ? [element('span', { class: name }, children)] : children;
}

function isLine(node: ElementContent): node is Element {
  return node.type === 'element' && String(node.properties['class'] ?? '').startsWith('line');
}

/** Lines need no element of their own, except those that are marked. */
function unwrapLine(line: ElementContent): ElementContent[] {
  if (!isLine(line)) return [line];
  const tokens = line.children.flatMap(withClasses);
  const marks = String(line.properties['class']).replace(/^line\s*/, '');
  return marks ? [element('span', { class: marks }, tokens)] : tokens;
}

/** The box leaves room for the buttons that the page's script adds. */
function pre(language: string, children: ElementContent[]): Element {
  const block = element('pre', { class: 'code', 'data-lang': language, tabindex: '0' }, [
    element('code', {}, children),
  ]);
  return element('div', { class: 'code-box' }, [block]);
}

function expected({ output, exitCode }: ReplayCommand): Element[] {
  const printed = output.map((chunk) => chunk.text).join('');
  const status = exitCode === 0 ? '' : ` (code de retour ${exitCode})`;
  if (printed === '' && status === '') return [];
  return [
    element('details', { class: 'expected' }, [
      element('summary', {}, [text(`Résultat attendu${status}`)]),
      element('pre', { tabindex: '0', lang: 'en', translate: 'no' }, [
        text(printed.replace(/\n$/, '')),
      ]),
    ]),
  ];
}

interface Played {
  readonly lab: string;
  readonly step: string;
  readonly first: number;
}

function playedBlock(meta: string): Played | undefined {
  const found = / lab=(\S+) step=(\S*) first=(\d+)$/.exec(meta);
  const [, lab, step, first] = found ?? [];
  if (lab === undefined || step === undefined) return undefined;
  return { lab, step, first: Number(first) };
}

/** A block of a lab: each command with what it prints under it. */
function playedCommands(source: string, lines: readonly Element[], { lab, step, first }: Played) {
  const commands = readLab(lab).steps.find(({ id }) => id === step)?.commands ?? [];
  let from = 0;
  return splitCommands(source).flatMap(({ last }, index) => {
    const shown = lines.slice(from, last + 1);
    from = last + 1;
    const code = shown.flatMap((line, at) => [
      ...(at > 0 ? [text('\n')] : []),
      ...unwrapLine(line),
    ]);
    const command = commands[first + index];
    return element(
      'div',
      { class: 'command', 'data-step': step, 'data-command': String(first + index) },
      [pre('sh', code), ...(command ? expected(command) : [])],
    );
  });
}

function codeOf(root: Root): Element | undefined {
  const [block] = root.children;
  const code = block?.type === 'element' ? block.children[0] : undefined;
  return code?.type === 'element' ? code : undefined;
}

/** The code blocks of the course: our own markup around Shiki's tokens, without inline styles. */
export const codeBlock: ShikiTransformer = {
  name: 'maillage:code-block',
  enforce: 'post',
  root(root) {
    const code = codeOf(root);
    if (!code) return;
    const meta = String(this.options.meta?.__raw ?? '');
    const played = playedBlock(meta);
    const title = /title="([^"]*)"/.exec(meta)?.[1];
    const block = played
      ? element(
          'div',
          { class: 'commands' },
          playedCommands(this.source, code.children.filter(isLine), played),
        )
      : pre(this.options.lang, code.children.flatMap(unwrapLine));
    const figure = title
      ? element('figure', { class: 'code-file' }, [element('figcaption', {}, [text(title)]), block])
      : block;
    root.children = [figure];
  },
};
