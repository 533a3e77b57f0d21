import { shortcutHelp } from '#islands/lab/shortcuts.ts';
import type { LabReplay } from '#schemas/lab-replay.ts';

interface LiveScreen {
  textMode: boolean;
  screenReader: boolean;
  fontSize: number;
}

interface Props {
  replay: LabReplay;
  screen: LiveScreen;
  onScreen: (screen: LiveScreen) => void;
}

export default function LiveHelp({ replay, screen, onScreen }: Props) {
  const versions = Object.entries(replay.versions).map(([tool, version]) => `${tool} ${version}`);
  const resize = (by: number) =>
    onScreen({ ...screen, fontSize: Math.min(24, Math.max(10, screen.fontSize + by)) });
  return (
    <details className="lab-help">
      <summary>Aide et réglages</summary>
      <p>
        Les commandes s’exécutent sur un cluster simulé dans cette page : tapez ce que vous voulez,
        une étape est faite quand le cluster est dans l’état demandé. Hors du terminal, ou pendant
        que le labo se joue :
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
        <label className="lab-check">
          <input
            type="checkbox"
            checked={screen.screenReader}
            onChange={(event) => onScreen({ ...screen, screenReader: event.target.checked })}
          />
          <span>Lignes du terminal lisibles par un lecteur d’écran</span>
        </label>
      </p>
      <p className="lab-count">
        Simulation de {versions.join(', ')} : noms, adresses et durées y sont les mêmes pour tous.
      </p>
    </details>
  );
}
