import type { Prediction } from '#course/quiz.ts';

/** What will be done, and typed: readable before anything runs, and without JavaScript. */
export default function Situation({ files = {}, lines }: Pick<Prediction, 'files' | 'lines'>) {
  return (
    <div className="quiz-situation">
      {Object.entries(files).map(([name, text]) => (
        <figure key={name}>
          <figcaption>
            <code>~/{name}</code>
          </figcaption>
          <pre className="notranslate" translate="no" lang="en">
            {text.trimEnd()}
          </pre>
        </figure>
      ))}
      <details>
        <summary>{`${lines.length > 1 ? 'Les commandes' : 'La commande'} à lancer dans le labo`}</summary>
        <pre className="notranslate" translate="no" lang="en">
          {lines.join('\n')}
        </pre>
      </details>
    </div>
  );
}
