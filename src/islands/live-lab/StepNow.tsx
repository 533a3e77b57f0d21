import { useStore } from '@nanostores/react';
import { useEffect, useState } from 'react';
import type { LiveLab } from '#session/live-lab.ts';
import { newsInWords } from './words.ts';

/** What the current step lacks, a hint for what is wrong now, and the way out of a dead end. */
export default function StepNow({ lab }: { lab: LiveLab }) {
  const steps = useStore(lab.live.$steps);
  const news = useNews(lab);
  const current = lab.setup.steps?.find(({ id }) => id === steps?.current);
  return (
    <section className="step-now" aria-label="Étape en cours">
      <output className="step-news">{news}</output>
      {steps && current && (
        <>
          <p>
            <strong>{current.title}.</strong> Il manque :
          </p>
          <ul>
            {steps.missing.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
          {steps.hint !== undefined && (
            <details key={steps.hint}>
              <summary>Un indice</summary>
              <p>{steps.hint}</p>
            </details>
          )}
          {steps.fail !== undefined && (
            <div role="alert">
              <p>
                <strong>Sans issue.</strong> {steps.fail}
              </p>
              <button
                className="lab-button"
                type="button"
                onClick={() => lab.jumpTo({ step: current.id, command: 0 })}
              >
                Reprendre au début de l’étape
              </button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

/** Steps that have just been done, in words, until others are. */
function useNews({ live, setup }: LiveLab): string {
  const [news, setNews] = useState('');
  useEffect(() => {
    let before: readonly string[] | undefined;
    return live.$steps.subscribe((steps) => {
      const after = steps?.done;
      if (!after) return;
      // What was done when the page opened is no news.
      if (before) {
        const words = newsInWords(setup.steps ?? [], before, after);
        if (words !== '' || after.length < before.length) setNews(words);
      }
      before = after;
    });
  }, [live, setup]);
  return news;
}
