import type { Lab } from '#schemas/lab.ts';
import type { LabReplay, ReplayStep } from '#schemas/lab-replay.ts';
import { authorError, type TranscriptStep } from '#schemas/transcript.ts';

/** The commands of a chapter's `<Step>`, in order. */
export interface ProseStep {
  id: string;
  line?: number | undefined;
  commands: { input: string; line: number }[];
}

/** Where the three sources were read, for the messages. */
export interface LabFiles {
  lab: string;
  transcript: string;
  prose: string;
}

/** Joins lab.yaml, the transcript and the prose, which must name the same steps and commands in the same order. */
export function joinLab(
  lab: Lab & { id: string },
  transcript: readonly TranscriptStep[],
  prose: readonly ProseStep[],
  files: LabFiles = filesOf(lab),
): LabReplay {
  checkSteps(lab, transcript, prose, files);
  const steps = lab.steps.map((step, index): ReplayStep => {
    const played = transcript[index]?.commands ?? [];
    const { id, title, minutes, solution } = step;
    // A step that has its own solution leaves its prose free.
    if (!solution) checkCommands(id, transcript[index], prose[index], files);
    return {
      id,
      title,
      minutes,
      commands: played.map(({ input, output, exitCode }) => ({ input, output, exitCode })),
    };
  });
  const { id, title, versions, verified } = lab;
  return { id, title, versions, verified, prompt: '$ ', steps };
}

function filesOf(lab: Lab & { id: string }): LabFiles {
  return {
    lab: `labs/${lab.id}/lab.yaml`,
    transcript: `labs/${lab.id}/transcript.golden`,
    prose: `content/fr/${lab.chapter}.mdx`,
  };
}

function checkSteps(
  lab: Lab,
  transcript: readonly TranscriptStep[],
  prose: readonly ProseStep[],
  files: LabFiles,
): void {
  const longest = Math.max(lab.steps.length, transcript.length, prose.length);
  for (let index = 0; index < longest; index += 1) {
    const expected = lab.steps[index]?.id;
    const told = prose[index];
    if (told?.id !== expected) {
      throw stepError(files.prose, told?.line ?? lastLine(prose), told?.id, expected, files.lab);
    }
    const played = transcript[index];
    if (played?.id !== expected) {
      const line = played?.line ?? transcript.at(-1)?.line ?? 1;
      throw stepError(files.transcript, line, played?.id, expected, files.lab);
    }
  }
}

// oxlint-disable-next-line max-params -- a message needs its five words
function stepError(
  file: string,
  line: number,
  found: string | undefined,
  expected: string | undefined,
  reference: string,
): Error {
  if (expected === undefined) {
    return authorError(
      file,
      line,
      `l’étape « ${found} » n’est pas dans ${reference}.`,
      `ajoutez-la aux étapes de ${reference}, ou retirez-la d’ici.`,
    );
  }
  return authorError(
    file,
    line,
    found === undefined
      ? `l’étape « ${expected} » de ${reference} manque.`
      : `étape « ${found} » au lieu de « ${expected} ».`,
    `écrivez ici les étapes de ${reference}, dans le même ordre.`,
  );
}

function checkCommands(
  step: string,
  transcript: TranscriptStep | undefined,
  prose: ProseStep | undefined,
  files: LabFiles,
): void {
  const told = prose?.commands ?? [];
  const played = transcript?.commands ?? [];
  for (let index = 0; index < Math.max(told.length, played.length); index += 1) {
    const inProse = told[index];
    const inTranscript = played[index];
    const name = `étape « ${step} », commande ${index + 1}`;
    if (!inProse) {
      throw authorError(
        files.transcript,
        inTranscript?.line ?? 1,
        `${name} : « ${firstLine(inTranscript?.input)} » n’est pas dans le chapitre.`,
        `ajoutez-la à un bloc sh de <Step id="${step}"> dans ${files.prose}, ou retirez-la d’ici.`,
      );
    }
    if (!inTranscript) {
      throw authorError(
        files.prose,
        inProse.line,
        `${name} : « ${firstLine(inProse.input)} » n’est pas dans ${files.transcript}.`,
        'ajoutez au transcript la commande et ce qu’elle affiche, ou marquez le bloc « sh noexec ».',
      );
    }
    if (tidy(inProse.input) !== tidy(inTranscript.input)) {
      throw authorError(
        files.prose,
        inProse.line,
        `${name} : le chapitre écrit\n    ${inProse.input}\n  et ${files.transcript}:${inTranscript.line}\n    ${inTranscript.input}`,
        'les deux textes doivent être égaux : corrigez l’un ou l’autre.',
      );
    }
  }
}

function lastLine(prose: readonly ProseStep[]): number {
  const last = prose.at(-1);
  return last?.commands.at(-1)?.line ?? last?.line ?? 1;
}

function firstLine(input = ''): string {
  return input.split('\n')[0] ?? '';
}

/** Spaces at the end of a line cannot be seen: they are no difference. */
function tidy(input: string): string {
  return input.replaceAll(/[ \t]+$/gm, '').trimEnd();
}
