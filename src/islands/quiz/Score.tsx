import { isMarked, type Attempt } from './use-quiz.ts';

/** The result so far. Formative: the answers are in the page, and nothing is sent. */
export default function Score({
  attempts,
  onRetry,
}: {
  attempts: readonly Attempt[];
  onRetry: () => void;
}) {
  const marked = attempts.filter(isMarked);
  const right = marked.filter(({ correct }) => correct).length;
  const wrong = marked.length - right;
  const isFinished = marked.length === attempts.length;
  const isNews = isFinished && attempts.some(({ state }) => state === 'marked');
  const total = `${right} ${right > 1 ? 'bonnes réponses' : 'bonne réponse'} sur ${attempts.length}`;
  const left = attempts.length - marked.length;
  return (
    <div className="quiz-score">
      <output>{isNews && `Quiz terminé : ${total}.`}</output>
      {!isNews && (
        <p>
          {isFinished
            ? `Résultat : ${total}.`
            : `${total}, ${left} ${left > 1 ? 'questions' : 'question'} à traiter.`}
        </p>
      )}
      {wrong > 0 && (
        <button className="button" type="button" onClick={onRetry}>
          Reprendre {wrong > 1 ? `les ${wrong} questions fausses` : 'la question fausse'}
        </button>
      )}
    </div>
  );
}
