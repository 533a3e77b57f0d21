import { useState } from 'react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { LabSession } from '#session/lab-session.ts';
import { plainText } from '#terminal/sanitise.ts';
import { shortcutHelp } from './shortcuts.ts';

export interface ScreenSettings {
  fontSize: number;
  screenReader: boolean;
}

interface Props {
  replay: LabReplay;
  session: LabSession;
  settings: ScreenSettings;
  onSettings: (settings: ScreenSettings) => void;
}

export default function Help({ replay, session, settings, onSettings }: Props) {
  const versions = Object.entries(replay.versions).map(([tool, version]) => `${tool} ${version}`);
  const resize = (by: number) =>
    onSettings({ ...settings, fontSize: Math.min(24, Math.max(10, settings.fontSize + by)) });
  return (
    <details className="lab-help">
      <summary>Aide et réglages</summary>
      <p>
        Ce terminal rejoue un labo enregistré : il se regarde, les commandes ne s’y tapent pas. Les
        touches ci-dessous agissent quand le focus est dans le labo.
      </p>
      <dl className="lab-keys">
        {shortcutHelp.map(({ keys, action }) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{action}</dd>
          </div>
        ))}
      </dl>
      <p className="lab-settings">
        <button className="lab-button" type="button" onClick={() => resize(-2)}>
          Texte plus petit
        </button>
        <button className="lab-button" type="button" onClick={() => resize(2)}>
          Texte plus grand
        </button>
        <CopyLog replay={replay} session={session} />
        <label className="lab-check">
          <input
            type="checkbox"
            checked={settings.screenReader}
            onChange={(event) => onSettings({ ...settings, screenReader: event.target.checked })}
          />
          <span>Lignes du terminal lisibles par un lecteur d’écran</span>
        </label>
      </p>
      <p className="lab-count">
        Vérifié le <time dateTime={replay.verified}>{dateInWords(replay.verified)}</time> avec{' '}
        {versions.join(', ')}.
      </p>
    </details>
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
