import { useStore } from '@nanostores/react';
import { useState, type SubmitEvent } from 'react';
import { isSeed, largestSeed } from '#schemas/session-file.ts';
import type { Opening } from '#session/lab-opening.ts';
import type { LiveLab } from '#session/live-lab.ts';
import { linkOfDraw } from '#session/session-link.ts';

interface Props {
  lab: LiveLab;
  opening: Opening;
}

/** Which faults were drawn, and the way to others: at random, by number, by a link for a whole room. */
export default function Draw({ lab, opening }: Props) {
  const { seed } = lab.setup;
  const { length } = useStore(lab.live.$lines);
  const [wanted, setWanted] = useState<number>();
  const [result, setResult] = useState('');
  const play = (next: number): void => opening.replace({ seed: next, lines: [] });
  const ask = (next: number): void => {
    const isOther = next !== seed;
    setResult(isOther ? '' : 'C’est déjà ce tirage : « Recommencer le labo » le rejoue.');
    if (isOther && length === 0) play(next);
    else setWanted(isOther ? next : undefined);
  };
  return (
    <details className="lab-help">
      <summary>Tirage n° {seed} : en choisir un autre</summary>
      <p>
        Le numéro du tirage choisit les pannes, et les noms du cluster. Un même numéro donne le même
        labo à toute une salle.
      </p>
      <Numbers seed={seed} onAsk={ask} onResult={setResult} />
      {wanted !== undefined && (
        <div role="alert">
          <p>
            Le tirage n° {wanted} remplace votre session : ses commandes seront perdues. Exportez-la
            d’abord si vous y tenez.
          </p>
          <p className="lab-settings">
            <button className="lab-button" type="button" onClick={() => play(wanted)}>
              Ouvrir le tirage n° {wanted}
            </button>
            <button className="lab-button" type="button" onClick={() => setWanted(undefined)}>
              Garder ma session
            </button>
          </p>
        </div>
      )}
      <output className="lab-count">{result}</output>
    </details>
  );
}

interface NumbersProps {
  seed: number;
  onAsk: (seed: number) => void;
  onResult: (words: string) => void;
}

function Numbers({ seed, onAsk, onResult }: NumbersProps) {
  const [typed, setTyped] = useState(String(seed));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isSeed(Number(typed))) onAsk(Number(typed));
    else onResult(`Un tirage est un nombre de 1 à ${largestSeed}.`);
  };
  const copy = (): void => {
    navigator.clipboard.writeText(linkOfDraw(seed, location.href)).then(
      () => onResult(`Lien copié : il ouvre le tirage n° ${seed}.`),
      () => onResult('Copie refusée par le navigateur.'),
    );
  };
  return (
    <form className="lab-settings" onSubmit={submit}>
      <button className="lab-button" type="button" onClick={() => onAsk(other(seed))}>
        Autre tirage
      </button>
      <label className="lab-choice">
        Numéro
        <input
          className="lab-number"
          type="text"
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <button className="lab-button" type="submit">
        Ouvrir ce numéro
      </button>
      <button className="lab-button" type="button" onClick={copy}>
        Copier le lien du tirage
      </button>
    </form>
  );
}

function other(seed: number): number {
  const next = 1 + Math.floor(Math.random() * (largestSeed - 1));
  return next < seed ? next : next + 1;
}
