import { useStore } from '@nanostores/react';
import { lazy, Suspense, useCallback, useDeferredValue, useRef, useState } from 'react';
import BrowserPanel from '#islands/browser/BrowserPanel.tsx';
import Bar from '#islands/lab/Bar.tsx';
import Controls from '#islands/lab/Controls.tsx';
import { firstFontSize } from '#islands/lab/font-size.ts';
import type { ScreenSettings } from '#islands/lab/Help.tsx';
import { useLabPlace } from '#islands/lab/use-lab-place.ts';
import { useRequests } from '#islands/lab/use-requests.ts';
import { useShortcuts } from '#islands/lab/use-shortcuts.ts';
import { useStage } from '#islands/lab/use-stage.ts';
import AdviceNote from '#islands/live/AdviceNote.tsx';
import LiveViewPanel from '#islands/live-view/LiveViewPanel.tsx';
import EditorPane from '#islands/live/EditorPane.tsx';
import LiveAnnouncements from '#islands/live/LiveAnnouncements.tsx';
import LiveTerminal from '#islands/live/LiveTerminal.tsx';
import LiveText from '#islands/live/LiveText.tsx';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { KeptLog } from '#session/kept-session.ts';
import type { Opening } from '#session/lab-opening.ts';
import type { LiveLab } from '#session/live-lab.ts';
import type { LiveSession } from '#session/live-session.ts';
import Changes from './Changes.tsx';
import Chips from './Chips.tsx';
import LiveHelp from './LiveHelp.tsx';
import SessionMenu from './SessionMenu.tsx';
import Stage from './Stage.tsx';
import StepList from './StepList.tsx';
import StepNow from './StepNow.tsx';
import { statusInWords } from './words.ts';

/** Few labs are drawn. */
const Draw = lazy(() => import('./Draw.tsx'));

interface Props {
  replay: LabReplay;
  lab: LiveLab;
  opening: Opening;
  $keeping: KeptLog['$keeping'];
  notice: string;
  compact: boolean;
}

/** On a slide, with what its deck says of it; on a page, alone. */
export default function LivePlayer(props: Props) {
  const { compact, lab } = props;
  const { scale, showsCluster } = useStage(compact);
  if (!compact) return <Player {...props} scale={1} />;
  return (
    <Stage session={lab.live} showsCluster={showsCluster}>
      <Player {...props} scale={scale} />
    </Stage>
  );
}

/** The terminal of a live lab, its player, its steps and its session. */
function Player({ compact, scale, ...panels }: Props & { scale: number }) {
  const { replay, lab } = panels;
  const { live, $player } = lab;
  const view = useStore($player);
  const [textMode, setTextMode] = useState(false);
  const [screen, setScreen] = useState<ScreenSettings>({
    screenReader: false,
    fontSize: firstFontSize(compact),
  });
  const { fontSize } = screen;
  const change = (news: Partial<ScreenSettings>) => setScreen((before) => ({ ...before, ...news }));
  const region = useRef<HTMLElement>(null);
  const exit = useRef<HTMLButtonElement>(null);
  useShortcuts(region, lab);
  useRequests(region, lab);
  useLabPlace(region, replay, lab);
  const fallBack = useCallback(() => setTextMode(true), []);
  // The terminal first, and all else piece by piece after it: a slow machine's page listens between.
  const isDrawn = useDeferredValue(true, false);

  return (
    <section
      ref={region}
      className={compact ? 'lab lab-live lab-compact' : 'lab lab-live'}
      data-state="ready"
      data-own-keys=""
      aria-label={`Labo : ${replay.title}`}
    >
      <LiveBar lab={lab} replay={replay} />
      <Controls
        replay={replay}
        session={lab}
        view={view}
        textMode={textMode}
        onTextMode={setTextMode}
      />
      <Hand lab={lab} exit={exit} />
      <Screen
        session={live}
        {...{ textMode, exit }}
        screen={{ ...screen, fontSize: Math.round(fontSize * scale) }}
        onFailure={fallBack}
      />
      <Chips lab={lab} />
      <Status lab={lab} textMode={textMode} />
      {isDrawn && (
        <Surroundings lab={lab}>
          {!compact && (
            <>
              <Panels {...panels} />
              <LiveHelp replay={replay} settings={screen} onSettings={change} />
            </>
          )}
        </Surroundings>
      )}
    </section>
  );
}

/** What says more than the terminal does. */
function Surroundings({ lab, children }: { lab: LiveLab; children: React.ReactNode }) {
  const { live } = lab;
  return (
    <>
      <BrowserPanel session={live} />
      <AdviceNote session={live} />
      <StepNow lab={lab} />
      {children}
      <EditorPane session={live} />
      <LiveAnnouncements session={live} />
    </>
  );
}

interface ScreenProps {
  session: LiveSession;
  textMode: boolean;
  screen: ScreenSettings;
  exit: React.RefObject<HTMLElement | null>;
  onFailure: () => void;
}

/** Where one types. */
function Screen({ session, textMode, screen, exit, onFailure }: ScreenProps) {
  if (textMode) return <LiveText session={session} />;
  return <LiveTerminal session={session} {...screen} onFailure={onFailure} exit={exit} />;
}

function Panels({ replay, lab, opening, $keeping, notice }: Omit<Props, 'compact'>) {
  return (
    <>
      <Changes session={lab.live} />
      <LiveViewPanel session={lab.live} />
      <StepList lab={lab} />
      <Suspense>{replay.draw && <Draw lab={lab} opening={opening} />}</Suspense>
      <SessionMenu {...{ replay, lab, opening, $keeping, notice }} />
    </>
  );
}

function LiveBar({ lab, replay }: Pick<Props, 'lab' | 'replay'>) {
  const { step } = useStore(lab.$player);
  const done = useStore(lab.live.$steps)?.done.length ?? 0;
  const { length } = replay.steps;
  return (
    <Bar
      replay={replay}
      step={step}
      done={done}
      total={length}
      unit="faites"
      label="Étapes faites"
    />
  );
}

/** Whose turn it is at the keyboard, and going back. */
function Hand({ lab, exit }: { lab: LiveLab; exit: React.Ref<HTMLButtonElement> }) {
  const playing = useStore(lab.live.$playing);
  const { length } = useStore(lab.live.$lines);
  const ready = useStore(lab.live.$phase) !== 'starting';
  const take = (): void => {
    lab.pause();
    document.querySelector<HTMLElement>('.lab-live .lab-terminal textarea, #live-command')?.focus();
  };
  return (
    <fieldset className="lab-controls">
      <legend className="visually-hidden">Clavier et retour en arrière</legend>
      <button ref={exit} className="lab-button" type="button" onClick={playing ? take : lab.play}>
        {playing ? 'Prendre la main' : 'Rendre la main'}
      </button>
      <button
        className="lab-button"
        type="button"
        disabled={!ready || length === 0}
        onClick={lab.undo}
      >
        Annuler la dernière commande
      </button>
      <button
        className="lab-button"
        type="button"
        disabled={!ready || length === 0}
        onClick={lab.reset}
      >
        Recommencer le labo
      </button>
    </fieldset>
  );
}

function Status({ lab, textMode }: { lab: LiveLab; textMode: boolean }) {
  const { live } = lab;
  const view = useStore(lab.$player);
  const phase = useStore(live.$phase);
  const failure = useStore(live.$failure);
  return (
    <>
      <p className="lab-status">
        <span>{statusInWords(view, phase)}</span>
        {!textMode && (
          <span className="lab-leave">
            <kbd>Échap</kbd> : quitter le terminal
          </span>
        )}
      </p>
      {failure !== '' && (
        <div className="lab-message" role="alert">
          <p>La simulation s’est arrêtée : {failure}.</p>
          <button className="button" type="button" onClick={() => live.restart({ keepLog: true })}>
            Reprendre avant la dernière commande
          </button>
        </div>
      )}
    </>
  );
}
