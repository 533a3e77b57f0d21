import { useStore } from '@nanostores/react';
import type { LabReplay } from '#schemas/lab-replay.ts';
import type { SessionLog } from '#schemas/session-file.ts';
import type { Opening } from '#session/lab-opening.ts';
import { plainText } from '#terminal/sanitise.ts';
import LivePlayer from './LivePlayer.tsx';

interface Props {
  replay: LabReplay;
  opening: Opening;
  compact: boolean;
}

/** A lab on a simulated cluster: one tab has it, its session goes on where it stopped. */
export default function LiveLab({ replay, opening, compact }: Props) {
  const state = useStore(opening.$opening);
  const notice = useStore(opening.$notice);
  switch (state.state) {
    case 'waiting':
      return (
        <div className="lab" data-state="loading">
          <output className="lab-message">Le cluster démarre…</output>
        </div>
      );
    case 'elsewhere':
      return (
        <div className="lab" data-state="elsewhere">
          <div className="lab-message" role="alert">
            <p>Ce labo est ouvert dans un autre onglet.</p>
            <button className="button" type="button" onClick={() => opening.takeOver()}>
              Continuer ici
            </button>
          </div>
        </div>
      );
    case 'asking':
      return <Question opening={opening} wanted={state.wanted} kept={state.kept} />;
    case 'ready':
      return (
        <LivePlayer
          key={state.lab.setup.seed}
          replay={replay}
          opening={opening}
          lab={state.lab}
          $keeping={state.$keeping}
          notice={notice}
          compact={compact}
        />
      );
  }
}

interface QuestionProps {
  opening: Opening;
  wanted: SessionLog;
  kept: number;
}

/** What a link would run is shown, and waits. */
function Question({ opening, wanted: { seed, lines }, kept }: QuestionProps) {
  const isDraw = lines.length === 0;
  return (
    <div className="lab" data-state="asking">
      <section className="lab-question" aria-labelledby="lab-question-title">
        <h2 id="lab-question-title">
          {isDraw
            ? `Ce lien demande le tirage n° ${seed} de ce labo`
            : `Ce lien contient une session de ${commands(lines.length)}`}
        </h2>
        {!isDraw && (
          <ol className="lab-log notranslate" translate="no" lang="en" aria-label="Ses commandes">
            {lines.map(({ at, text }) => (
              <li key={`${at} ${text}`}>
                <pre>{plainText(text)}</pre>
              </li>
            ))}
          </ol>
        )}
        {kept > 0 && (
          <p>
            {isDraw ? 'L’ouvrir' : 'La jouer'} remplace votre session, qui a {commands(kept)}.
            Exportez-la d’abord si vous y tenez.
          </p>
        )}
        <p className="actions">
          <button className="button primary" type="button" onClick={() => opening.answer(true)}>
            {isDraw ? 'Ouvrir ce tirage' : 'Jouer ces commandes'}
          </button>
          <button className="button" type="button" onClick={() => opening.answer(false)}>
            {isDraw ? 'Garder ma session' : 'Ouvrir le labo sans elles'}
          </button>
        </p>
      </section>
    </div>
  );
}

function commands(count: number): string {
  return count > 1 ? `${count} commandes` : `${count} commande`;
}
