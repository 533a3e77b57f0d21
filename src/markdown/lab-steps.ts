import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { mdxToJs, type MdastPluginDefinition } from 'satteri';
import { splitCommands } from './commands.ts';
import { attribute } from './jsx.ts';

/** A step as the prose of its chapter tells it; `line` is in the chapter's file, from 1. */
export interface ProseStep {
  readonly id: string;
  readonly line: number;
  readonly commands: { readonly input: string; readonly line: number }[];
}

interface Fence {
  readonly lang?: string | null | undefined;
  readonly meta?: string | null | undefined;
}

/** Shell blocks of a step are played, unless their author says `noexec`. */
export function isPlayed({ lang, meta }: Fence): boolean {
  return (lang === 'sh' || lang === 'bash') && !/\bnoexec\b/.test(meta ?? '');
}

function collector(steps: ProseStep[]): MdastPluginDefinition {
  return {
    name: 'collect-steps',
    options: { position: true },
    mdxJsxFlowElement(node) {
      if (node.name !== 'Step') return;
      const line = node.position?.start.line ?? 1;
      steps.push({ id: attribute(node, 'id') ?? '', line, commands: [] });
    },
    code(node) {
      const step = steps.at(-1);
      const start = node.position?.start.line ?? 1;
      if (!step || !isPlayed(node)) return;
      for (const { input, first } of splitCommands(node.value)) {
        step.commands.push({ input, line: start + 1 + first });
      }
    },
  };
}

/** Blanks the front matter, so that lines keep their number. */
function bodyOf(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---(?=\n)/, (matter) => matter.replace(/[^\n]+/g, ''));
}

/** The steps of a lab and their commands, in the order of the chapter that tells it. */
export function readProseSteps(file: string): ProseStep[] {
  const steps: ProseStep[] = [];
  void mdxToJs(bodyOf(readFileSync(file, 'utf8')), {
    fileURL: pathToFileURL(file),
    mdastPlugins: [collector(steps)],
  });
  return steps;
}
