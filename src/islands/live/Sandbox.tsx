import { useStore } from '@nanostores/react';
import { useCallback, useRef, useState } from 'react';
import type { LivePhase, LiveSession } from '#session/live-session.ts';
import BrowserPanel from '#islands/browser/BrowserPanel.tsx';
import { firstFontSize } from '#islands/lab/font-size.ts';
import LiveViewPanel from '#islands/live-view/LiveViewPanel.tsx';
import AdviceNote from './AdviceNote.tsx';
import ClusterPanel from './ClusterPanel.tsx';
import EditorPane from './EditorPane.tsx';
import LiveAnnouncements from './LiveAnnouncements.tsx';
import LiveTerminal from './LiveTerminal.tsx';
import LiveText from './LiveText.tsx';
import SpeedChoice from './SpeedChoice.tsx';

interface Settings {
  textMode: boolean;
  screenReader: boolean;
}

/** A terminal on a cluster, and what runs on it. */
export default function Sandbox({ session }: { session: LiveSession }) {
  const phase = useStore(session.$phase);
  const [settings, setSettings] = useState<Settings>({
    textMode: false,
    screenReader: false,
  });
  const exit = useRef<HTMLButtonElement>(null);
  const change = useCallback(
    (news: Partial<Settings>) => setSettings((old) => ({ ...old, ...news })),
    [],
  );
  const fallBack = useCallback(() => change({ textMode: true }), [change]);
  return (
    <div className="live" data-own-keys="" data-phase={phase}>
      <section className="lab" aria-label="Terminal du cluster">
        <Controls session={session} settings={settings} onChange={change} exit={exit} />
        {settings.textMode ? (
          <LiveText session={session} />
        ) : (
          <LiveTerminal
            session={session}
            fontSize={firstFontSize()}
            screenReader={settings.screenReader}
            onFailure={fallBack}
            exit={exit}
          />
        )}
        <Status session={session} textMode={settings.textMode} />
        <BrowserPanel session={session} />
        <AdviceNote session={session} />
      </section>
      <ClusterPanel session={session} />
      <LiveViewPanel session={session} />
      <EditorPane session={session} />
      <LiveAnnouncements session={session} />
    </div>
  );
}

interface ControlsProps {
  session: LiveSession;
  settings: Settings;
  onChange: (news: Partial<Settings>) => void;
  exit: React.Ref<HTMLButtonElement>;
}

function Controls({ session, settings, onChange, exit }: ControlsProps) {
  return (
    <fieldset className="lab-controls">
      <legend className="visually-hidden">Réglages du terminal</legend>
      <SpeedChoice session={session} label="Vitesse" />
      <button
        className="lab-button"
        type="button"
        aria-pressed={settings.textMode}
        onClick={() => onChange({ textMode: !settings.textMode })}
      >
        Mode texte
      </button>
      <label className="lab-check">
        <input
          type="checkbox"
          checked={settings.screenReader}
          onChange={(event) => onChange({ screenReader: event.currentTarget.checked })}
        />
        Lecteur d’écran
      </label>
      <button ref={exit} className="lab-button" type="button" onClick={() => session.restart()}>
        Recommencer à zéro
      </button>
    </fieldset>
  );
}

function Status({ session, textMode }: { session: LiveSession; textMode: boolean }) {
  const phase = useStore(session.$phase);
  const failure = useStore(session.$failure);
  return (
    <>
      <p className="lab-status">
        <span>{phases[phase]}</span>
        {!textMode && (
          <span className="lab-leave">
            <kbd>Échap</kbd> : quitter le terminal
          </span>
        )}
      </p>
      {failure !== '' && (
        <p className="lab-message" role="alert">
          La simulation s’est arrêtée : {failure}. « Recommencer à zéro » la relance.
        </p>
      )}
    </>
  );
}

const phases: Record<LivePhase, string> = {
  starting: 'Le cluster démarre…',
  prompt: 'Prêt',
  running: 'En cours : Ctrl+C interrompt',
  failed: 'Arrêté',
};
