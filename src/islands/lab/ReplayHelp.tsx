import { useState } from 'react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { LabSession } from '#session/lab-session.ts';
import { plainText } from '#terminal/sanitise.ts';
import Help, { type ScreenSettings } from './Help.tsx';
import { versionsInWords } from './words.ts';

interface Props {
  replay: LabReplay;
  session: LabSession;
  settings: ScreenSettings;
  onSettings: (news: Partial<ScreenSettings>) => void;
}

const intro =
  'Ce terminal rejoue un labo enregistré : il se regarde, les commandes ne s’y tapent pas. Les touches ci-dessous agissent quand le focus est dans le labo.';

export default function ReplayHelp({ replay, session, ...screen }: Props) {
  const { verified, versions } = replay;
  return (
    <Help {...screen} intro={intro} buttons={<CopyLog replay={replay} session={session} />}>
      Vérifié le <time dateTime={verified}>{dateInWords(verified)}</time> avec{' '}
      {versionsInWords(versions)}.
    </Help>
  );
}

function CopyLog({ replay, session }: Pick<Props, 'replay' | 'session'>) {
  const [label, setLabel] = useState('Copier la transcription');
  const copy = (): void => {
    const text = session.$log
      .get()
      .map(({ input, output }) => `${replay.prompt}${input}\n${plainText(output)}`)
      .join('');
    navigator.clipboard.writeText(text).then(
      () => setLabel('Transcription copiée'),
      () => setLabel('Copie refusée : sélectionnez le texte du mode texte'),
    );
  };
  return (
    <button className="lab-button" type="button" onClick={copy}>
      {label}
    </button>
  );
}

function dateInWords(date: string): string {
  return new Date(`${date}T12:00:00`).toLocaleDateString('fr', { dateStyle: 'long' });
}
