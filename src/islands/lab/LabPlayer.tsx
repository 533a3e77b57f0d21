import { useStore } from '@nanostores/react';
import { useCallback, useRef, useState } from 'react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { PlayerView, ReplaySession } from '#session/lab-session.ts';
import Announcements from './Announcements.tsx';
import Bar from './Bar.tsx';
import Controls from './Controls.tsx';
import { firstFontSize } from './font-size.ts';
import type { ScreenSettings } from './Help.tsx';
import ReplayHelp from './ReplayHelp.tsx';
import TerminalScreen from './TerminalScreen.tsx';
import TextMode from './TextMode.tsx';
import { useLabPlace } from './use-lab-place.ts';
import { useRequests } from './use-requests.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { statusInWords } from './words.ts';

interface Props {
  replay: LabReplay;
  session: ReplaySession;
  compact: boolean;
}

export default function LabPlayer({ replay, session, compact }: Props) {
  const view = useStore(session.$player);
  const [textMode, setTextMode] = useState(false);
  const [failure, setFailure] = useState(false);
  const [screen, setScreen] = useState<ScreenSettings>(() => ({
    fontSize: firstFontSize(compact),
    screenReader: false,
  }));
  const change = (news: Partial<ScreenSettings>) => setScreen((before) => ({ ...before, ...news }));
  const region = useRef<HTMLElement>(null);
  useShortcuts(region, session);
  useRequests(region, session);
  useLabPlace(region, replay, session);
  const fallBack = useCallback(() => {
    setFailure(true);
    setTextMode(true);
  }, []);

  return (
    <section
      ref={region}
      className={compact ? 'lab lab-compact' : 'lab'}
      data-state="ready"
      data-own-keys=""
      aria-label={`Labo : ${replay.title}`}
    >
      <Bar
        replay={replay}
        step={view.step}
        done={view.done}
        total={view.total}
        unit="commandes"
        label="Avancement du labo"
      />
      <Controls
        replay={replay}
        session={session}
        view={view}
        textMode={textMode}
        onTextMode={setTextMode}
      />
      {textMode ? (
        <TextMode session={session} view={view} prompt={replay.prompt} />
      ) : (
        <TerminalScreen session={session} settings={screen} onFailure={fallBack} />
      )}
      <Status view={view} textMode={textMode} failure={failure} />
      {!compact && (
        <ReplayHelp replay={replay} session={session} settings={screen} onSettings={change} />
      )}
      <Announcements session={session} />
    </section>
  );
}

function Status({
  view,
  textMode,
  failure,
}: {
  view: PlayerView;
  textMode: boolean;
  failure: boolean;
}) {
  return (
    <p className="lab-status">
      <span>{statusInWords(view)}</span>
      {!textMode && (
        <span className="lab-leave">
          <kbd>Échap</kbd> ou <kbd>Tab</kbd> : quitter le terminal
        </span>
      )}
      {failure && <span>Le terminal n’a pas pu se charger : voici le mode texte.</span>}
    </p>
  );
}
