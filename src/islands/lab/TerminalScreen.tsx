import { useEffect, useRef, useState } from 'react';
import type { ReplaySession } from '#session/lab-session.ts';
import { openTerminal, type LabTerminal } from '#terminal/terminal.ts';
import type { ScreenSettings } from './Help.tsx';

interface Props {
  session: ReplaySession;
  settings: ScreenSettings;
  onFailure: () => void;
}

export default function TerminalScreen({ session, settings, onFailure }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const first = useRef(settings);
  const [terminal, setTerminal] = useState<LabTerminal>();

  useEffect(() => {
    if (!host.current) return undefined;
    let closed = false;
    let close = (): void => {};
    openTerminal(host.current, {
      label: 'Terminal du labo, en lecture seule',
      ...first.current,
    }).then(
      (opened) => {
        if (closed) return opened.dispose();
        const detach = session.attach((event) => {
          if (event.type === 'clear') opened.clear();
          else opened.write(event.kind, event.text);
        });
        close = () => {
          detach();
          opened.dispose();
        };
        setTerminal(opened);
      },
      () => {
        // A lost chunk or a browser without what xterm.js needs: the text mode shows the same.
        if (!closed) onFailure();
      },
    );
    return () => {
      closed = true;
      close();
    };
  }, [session, onFailure]);

  useEffect(
    () => terminal?.setScreenReader(settings.screenReader),
    [terminal, settings.screenReader],
  );
  useEffect(() => terminal?.setFontSize(settings.fontSize), [terminal, settings.fontSize]);

  return <div ref={host} className="lab-terminal notranslate" translate="no" lang="en" />;
}
