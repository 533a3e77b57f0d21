import { useStore } from '@nanostores/react';
import { useState } from 'react';
import { asciicast, notes, shellScript, type Exported } from '#course/session-exports.ts';
import { parseSession, printSession, type KeptSession } from '#schemas/session-file.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { KeptLog, SessionKeeping } from '#session/kept-session.ts';
import type { Opening } from '#session/lab-opening.ts';
import type { LiveLab } from '#session/live-lab.ts';
import { linkOf, LinkError } from '#session/session-link.ts';
import { plainText } from '#terminal/sanitise.ts';

interface Props {
  replay: LabReplay;
  lab: LiveLab;
  opening: Opening;
  $keeping: KeptLog['$keeping'];
  notice: string;
}

const keepingInWords: Record<SessionKeeping, string> = {
  kept: '',
  memory:
    'Ce navigateur ne garde pas la session : elle disparaîtra avec la page. Exportez-la pour la reprendre.',
  'read-only':
    'Une version plus récente du cours a écrit la session de ce labo : elle reste intacte, celle-ci n’est pas gardée.',
};

/** Takes the session elsewhere, and brings one here. */
export default function SessionMenu({ replay, lab, opening, $keeping, notice }: Props) {
  const keeping = useStore($keeping);
  const [result, setResult] = useState('');
  const told = [notice, keepingInWords[keeping]].filter(Boolean);
  return (
    <>
      {told.map((words) => (
        <p key={words} className="lab-notice" role="alert">
          {words}
        </p>
      ))}
      <details className="lab-help">
        <summary>Session : exporter, partager, importer</summary>
        <p className="lab-settings">
          {Object.entries(formats).map(([name, format]) => (
            <button
              key={name}
              className="lab-button"
              type="button"
              onClick={() =>
                download(`${replay.id}.${format.extension}`, format.print(replay, lab))
              }
            >
              {name}
            </button>
          ))}
          <button
            className="lab-button"
            type="button"
            onClick={() => {
              copyLink(replay, lab).then(setResult, (error: unknown) => {
                setResult(
                  error instanceof LinkError ? error.message : 'Copie refusée par le navigateur.',
                );
              });
            }}
          >
            Copier un lien
          </button>
          <label className="lab-button lab-file">
            Importer une session
            <input
              className="visually-hidden"
              type="file"
              accept="application/json,.json"
              onChange={(event) => {
                const input = event.currentTarget;
                void importFile(input.files?.[0], replay.id, opening).then((words) => {
                  setResult(words);
                  input.value = '';
                });
              }}
            />
          </label>
        </p>
        <output className="lab-count">{result}</output>
      </details>
    </>
  );
}

interface Format {
  extension: string;
  print: (replay: LabReplay, lab: LiveLab) => string;
}

const formats: Record<string, Format> = {
  'Enregistrement asciinema': {
    extension: 'cast',
    print: (replay, lab) => asciicast(exported(replay, lab), 100, 30),
  },
  'Script shell': { extension: 'sh', print: (replay, lab) => shellScript(exported(replay, lab)) },
  'Notes Markdown': {
    extension: 'md',
    print: (replay, lab) => notes(exported(replay, lab), plainText),
  },
  'Fichier de session': {
    extension: 'session.json',
    print: (replay, lab) => printSession(sessionOf(replay, lab), now()),
  },
};

function exported({ title, versions, draw }: LabReplay, { live, setup }: LiveLab): Exported {
  const drawn = draw ? `${title} (tirage n° ${setup.seed})` : title;
  return { title: drawn, versions, setup, entries: live.$entries.get() };
}

function sessionOf({ id, draw }: LabReplay, { live, setup }: LiveLab): KeptSession {
  return { lab: id, lines: live.$lines.get(), ...(draw && { seed: setup.seed }) };
}

const now = (): string => new Date().toISOString();

function download(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

async function copyLink(replay: LabReplay, lab: LiveLab): Promise<string> {
  const link = await linkOf(sessionOf(replay, lab), location.href, now());
  await navigator.clipboard.writeText(link);
  return 'Lien copié : il contient toute la session, et demande avant de la jouer.';
}

const largestFile = 4_000_000;

async function importFile(file: File | undefined, id: string, opening: Opening): Promise<string> {
  if (!file) return '';
  const found = parseSession(file.size > largestFile ? '' : await file.text());
  if (found === 'newer')
    return 'Ce fichier vient d’une version plus récente du cours. Rien n’a changé.';
  if (found === 'bad')
    return 'Ce fichier n’est pas une session de labo, ou il est abîmé. Rien n’a changé.';
  if (found.lab !== id) return 'Ce fichier est la session d’un autre labo. Rien n’a changé.';
  opening.replace(found);
  return `Session importée : ${found.lines.length} commandes.`;
}
