import type { Prediction } from '#course/quiz.ts';
import Inline from './Inline.tsx';
import type { Attempt } from './use-quiz.ts';

interface Props {
  question: Prediction;
  attempt: Attempt;
}

/** The prediction beside what the cluster has said, then why. */
export default function PredictionFeedback({ question, attempt }: Props) {
  const { choices } = question;
  const { answer, correct, seen } = attempt;
  const chosen = choices[Number(answer)];
  const right = seen ? choices[seen.right] : correct ? chosen : undefined;
  return (
    <>
      <dl className="quiz-prediction">
        <div>
          <dt>Votre prédiction</dt>
          <dd>
            <Inline text={chosen?.text ?? ''} />
          </dd>
        </div>
        <div>
          <dt>Ce que le cluster a fait</dt>
          <dd>
            {right && <Inline text={right.text} />}
            {seen ? (
              <pre className="notranslate" translate="no" lang="en">
                {seen.commands.map(({ input, output }) => `$ ${input}\n${output}`).join('')}
              </pre>
            ) : (
              <p>Vérifiez de nouveau pour le voir.</p>
            )}
          </dd>
        </div>
      </dl>
      {right && (
        <p>
          <Inline text={right.explanation} />
        </p>
      )}
      {chosen && chosen !== right && (
        <p>
          <strong>Votre réponse :</strong> <Inline text={chosen.explanation} />
        </p>
      )}
    </>
  );
}
