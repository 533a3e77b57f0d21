import type { LabReplay } from '#schemas/lab-replay.ts';
import { speeds, type LabSession, type PlayerView } from '#session/lab-session.ts';
import Icon from './Icon.tsx';

interface Props {
  replay: LabReplay;
  session: LabSession;
  view: PlayerView;
  textMode: boolean;
  onTextMode: (on: boolean) => void;
}

export default function Controls({ replay, session, view, textMode, onTextMode }: Props) {
  return (
    <fieldset className="lab-controls">
      <legend className="visually-hidden">Commandes du lecteur</legend>
      <PlayButtons session={session} view={view} />
      <label className="lab-choice">
        <span>Étape</span>
        <select
          value={view.step}
          onChange={(event) => {
            const step = replay.steps[Number(event.target.value)];
            if (step) session.jumpTo({ step: step.id, command: 0 });
          }}
        >
          {replay.steps.map(({ id, title }, index) => (
            <option key={id} value={index}>
              {index + 1}. {title}
            </option>
          ))}
        </select>
      </label>
      <label className="lab-choice">
        <span>Vitesse</span>
        <select
          value={view.speed}
          onChange={(event) => session.change({ speed: Number(event.target.value) })}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {String(speed).replace('.', ',')} ×
            </option>
          ))}
        </select>
      </label>
      <label className="lab-check">
        <input
          type="checkbox"
          checked={view.skipWaits}
          onChange={(event) => session.change({ skipWaits: event.target.checked })}
        />
        <span>Sauter les attentes</span>
      </label>
      <button
        className="lab-button"
        type="button"
        aria-pressed={textMode}
        onClick={() => onTextMode(!textMode)}
      >
        Mode texte
      </button>
    </fieldset>
  );
}

function PlayButtons({ session, view }: Pick<Props, 'session' | 'view'>) {
  const finished = view.phase === 'finished';
  return (
    <>
      <button
        className="lab-button"
        type="button"
        title="Commande précédente (←)"
        aria-label="Commande précédente"
        disabled={view.done === 0 && view.phase === 'ready'}
        onClick={session.previous}
      >
        <Icon name="previous" />
      </button>
      <button
        className="lab-button lab-play"
        type="button"
        title="Lecture ou pause (Espace)"
        onClick={view.playing ? session.pause : session.play}
      >
        <Icon name={view.playing ? 'pause' : 'play'} />
        {view.playing ? 'Pause' : finished ? 'Rejouer' : 'Lecture'}
      </button>
      <button
        className="lab-button"
        type="button"
        title="Commande suivante (→)"
        aria-label="Commande suivante"
        disabled={finished}
        onClick={session.next}
      >
        <Icon name="next" />
      </button>
    </>
  );
}
