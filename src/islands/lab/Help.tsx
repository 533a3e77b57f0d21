import type { ReactNode } from 'react';
import { shortcutHelp } from './shortcuts.ts';

export interface ScreenSettings {
  fontSize: number;
  screenReader: boolean;
}

interface Props {
  intro: string;
  settings: ScreenSettings;
  onSettings: (news: Partial<ScreenSettings>) => void;
  /** Other buttons. */
  buttons?: ReactNode;
  /** Of what these versions are said. */
  children: ReactNode;
}

const smallest = 10;
const largest = 24;

/** The keys of a lab, replayed or live, and how its screen is shown. */
export default function Help({ intro, settings, onSettings, buttons, children }: Props) {
  const resize = (by: number) =>
    onSettings({ fontSize: Math.min(largest, Math.max(smallest, settings.fontSize + by)) });
  return (
    <details className="lab-help">
      <summary>Aide et réglages</summary>
      <p>{intro}</p>
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
        {buttons}
        <label className="lab-check">
          <input
            type="checkbox"
            checked={settings.screenReader}
            onChange={(event) => onSettings({ screenReader: event.target.checked })}
          />
          <span>Lignes du terminal lisibles par un lecteur d’écran</span>
        </label>
      </p>
      <p className="lab-count">{children}</p>
    </details>
  );
}
