import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { MdastPluginEntry } from 'satteri';
import { drawFaults } from '#course/draw-faults.ts';
import { joinLab } from '#course/lab-replay.ts';
import { liveSetup } from '#course/live-lab.ts';
import { frenchProse } from '#course/typography.ts';
import { faultsSchema, type Faults } from '#schemas/faults.ts';
import { isLive, labSchema, type Lab } from '#schemas/lab.ts';
import type { LabDraw, LabReplay } from '#schemas/lab-replay.ts';
import { parseTranscript } from '#schemas/transcript.ts';
import { parseYamlFile } from '#schemas/yaml-file.ts';
import { authorError } from './author-error.ts';
import { splitCommands } from './commands.ts';
import { attribute } from './jsx.ts';
import { isPlayed, readProseSteps } from './lab-steps.ts';

const read = new Map<string, { readonly stamp: string; readonly lab: LabReplay }>();

function filesOf(id: string, root = '') {
  const folder = `${root}labs/${id}`;
  return {
    yaml: `${folder}/lab.yaml`,
    transcript: `${folder}/transcript.golden`,
    home: `${folder}/files`,
    faults: `${folder}/faults.yaml`,
  };
}

/** A lab as it was written: its steps, the commands of its prose, the files of its home folder. `root` ends with a slash. */
export function readLabSources(id: string, root = '') {
  const { yaml, transcript, home, faults } = filesOf(id, root);
  const lab = parseYamlFile(readFileSync(yaml, 'utf8'), yaml, labSchema);
  const prose = readProseSteps(`${root}content/fr/${lab.chapter}.mdx`);
  return { ...filled(lab, filesIn(home), faults), prose, transcript };
}

interface Filled {
  lab: Lab;
  files: Readonly<Record<string, string>>;
  draw?: LabDraw;
}

/** A lab and its files, with the faults that its seed draws where it asks for some. */
function filled(lab: Lab, files: Record<string, string>, faults: string): Filled {
  const { draw: ids, start } = lab;
  if (!ids) return { lab, files };
  const book = typeset(parseYamlFile(readFileSync(faults, 'utf8'), faults, faultsSchema));
  const drawn = drawFaults(book, { ids, seed: start?.seed ?? 1 });
  const steps = lab.steps.map((step) => ({ ...step, ...drawn.steps.get(step.id) }));
  return { lab: { ...lab, steps }, files: { ...files, ...drawn.files }, draw: { ids, book } };
}

/** What faults say is prose, and typed as authors type. */
function typeset({ groups, faults }: Faults): Faults {
  const entries = Object.entries(groups).map(([id, { symptom, check }]) => [
    id,
    { symptom: frenchProse(symptom), check },
  ]);
  return {
    groups: Object.fromEntries(entries),
    faults: faults.map((fault) => ({
      ...fault,
      hint: frenchProse(fault.hint),
      cause: frenchProse(fault.cause),
    })),
  };
}

/** Texts of a folder, by path from it. */
function filesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .toSorted()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

function loadLab(id: string): LabReplay {
  const { lab, prose, files, transcript, draw } = readLabSources(id);
  const played = parseTranscript(readFileSync(transcript, 'utf8'), transcript);
  const replay = joinLab({ id, ...lab }, played, prose);
  if (!isLive(lab)) return replay;
  return { ...replay, live: liveSetup(lab, prose, files), ...(draw && { draw }) };
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
