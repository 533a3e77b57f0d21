import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { unifiedDiff } from '#commands/text-diff/unified.ts';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import { isLive } from '#schemas/lab.ts';
import { rehearse } from './labs/rehearse.ts';

const usage = `npm run labs -- [--root DOSSIER] [--update] [LABO…]

Joue chaque labo vivant deux fois, à la vitesse de la machine : la vérification d’une étape est fausse avant elle et vraie après,
les deux fois donnent les mêmes octets, et ce sont ceux de transcript.golden.
  --root DOSSIER   où sont labs/ et content/ (.)
  --update         écrit transcript.golden ; à ne faire qu’avec une source sous les yeux`;

export interface LabResult {
  lab: string;
  /** Undefined for a lab that is replayed from its transcript. */
  problems: readonly string[] | undefined;
  seconds: number;
}

/** Rehearses labs, those named or all. */
export async function runLabs(
  root: string,
  { names, update = false }: { names?: readonly string[]; update?: boolean } = {},
): Promise<LabResult[]> {
  const labs = names ?? namesIn(`${root}labs`);
  const results: LabResult[] = [];
  for (const lab of labs) {
    const began = performance.now();
    const problems = await problemsOf(lab, root, update);
    results.push({ lab, problems, seconds: (performance.now() - began) / 1000 });
  }
  return results;
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

async function problemsOf(
  id: string,
  root: string,
  update: boolean,
): Promise<readonly string[] | undefined> {
  const { lab, prose, files, transcript: golden } = readLabSources(id, root);
  if (!isLive(lab)) return undefined;
  const setup = liveSetup(lab, prose, files);
  const first = await rehearse(setup);
  const second = await rehearse(setup);
  const problems = [...first.problems];
  if (first.transcript !== second.transcript) {
    problems.push(`deux fois, deux textes :\n${unifiedDiff(first.transcript, second.transcript)}`);
  }
  if (update) writeFileSync(golden, first.transcript);
  const expected = existsSync(golden) ? readFileSync(golden, 'utf8') : '';
  const difference = unifiedDiff(expected, first.transcript);
  if (difference !== '')
    problems.push(`${golden} (-) et ce qui s’affiche (+) diffèrent :\n${difference}`);
  return problems;
}

function report({ lab, problems, seconds }: LabResult): void {
  if (!problems) {
    console.log(
      `–  ${lab} : rejoué depuis sa transcription (un moteur ou une vérification manque)`,
    );
    return;
  }
  console.log(`${problems.length === 0 ? '✓' : '✗'}  ${lab} (${seconds.toFixed(1)} s)`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, '   '));
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      root: { type: 'string', default: '' },
      update: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(usage);
  else {
    const root = values.root === '' ? '' : `${values.root.replace(/\/$/, '')}/`;
    const names = positionals.length > 0 ? { names: positionals } : {};
    const results = await runLabs(root, { update: values.update, ...names });
    for (const result of results) report(result);
    process.exit(results.some(({ problems = [] }) => problems.length > 0) ? 1 : 0);
  }
}
