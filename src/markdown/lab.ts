import { existsSync, readFileSync, statSync } from 'node:fs';
import type { MdastPluginEntry } from 'satteri';
import { joinLab } from '#course/lab-replay.ts';
import { labSchema } from '#schemas/lab.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';
import { parseTranscript } from '#schemas/transcript.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import { authorError } from './author-error.ts';
import { splitCommands } from './commands.ts';
import { attribute } from './jsx.ts';
import { isPlayed, readProseSteps } from './lab-steps.ts';

const read = new Map<string, { readonly stamp: string; readonly lab: LabReplay }>();

function filesOf(id: string) {
  return { yaml: `labs/${id}/lab.yaml`, transcript: `labs/${id}/transcript.golden` };
}

function loadLab(id: string): LabReplay {
  const { yaml, transcript } = filesOf(id);
  const lab = parseYamlFile(readFileSync(yaml, 'utf8'), yaml, labSchema);
  const played = parseTranscript(readFileSync(transcript, 'utf8'), transcript);
  return joinLab({ id, ...lab }, played, readProseSteps(`content/fr/${lab.chapter}.mdx`));
}

/** A lab whose prose, steps and transcript agree; the author is told where they do not. Read again when a file changes. */
export function readLab(id: string): LabReplay {
  const { yaml, transcript } = filesOf(id);
  if (!existsSync(yaml)) {
    throw new Error(
      `${yaml}: ce fichier n’existe pas.\n  Remède : créez-le, ou corrigez « lab » dans le chapitre.`,
    );
  }
  const files = [yaml, transcript].filter((file) => existsSync(file));
  const stamp = files.map((file) => statSync(file).mtimeMs).join();
  const known = read.get(id);
  if (known?.stamp === stamp) return known.lab;
  const lab = loadLab(id);
  read.set(id, { stamp, lab });
  return lab;
}

/** Marks each played block with its lab, its step and the number of its first command, for the code block that shows it. */
export const labBlocks: MdastPluginEntry = ({ data }) => {
  const lab: unknown = data.astro?.frontmatter['lab'];
  const seen = new Map<string, number>();
  return {
    name: 'lab-blocks',
    options: { position: true },
    mdxJsxFlowElement(node, ctx) {
      if (node.name !== 'LabFile') return;
      const path = attribute(node, 'path') ?? '';
      const file = `labs/${String(lab)}/files/${path}`;
      if (!existsSync(file)) {
        throw authorError(
          ctx,
          node,
          `fichier de labo introuvable : ${file}`,
          'créez-le, ou corrigez path.',
        );
      }
      const value = readFileSync(file, 'utf8').replace(/\n$/, '');
      ctx.replaceNode(node, { type: 'code', lang: 'yaml', meta: `title="${path}"`, value });
    },
    code(node, ctx) {
      if (!isPlayed(node)) return;
      const step = ctx.parent(node);
      if (step?.type !== 'mdxJsxFlowElement' || step.name !== 'Step') return;
      if (typeof lab !== 'string') {
        const remedy = 'ajoutez « lab: <identifiant> » à l’en-tête du chapitre.';
        throw authorError(ctx, node, 'une étape <Step> hors d’un chapitre de labo.', remedy);
      }
      const id = attribute(step, 'id') ?? '';
      const first = seen.get(id) ?? 0;
      seen.set(id, first + splitCommands(node.value).length);
      ctx.setProperty(node, 'meta', `${node.meta ?? ''} lab=${lab} step=${id} first=${first}`);
    },
  };
};
