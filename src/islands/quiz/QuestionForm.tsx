import type { SubmitEvent } from 'react';
import { isWritten, type Question } from '#course/quiz.ts';
import Correction from './Correction.tsx';
import Field from './Field.tsx';
import Inline from './Inline.tsx';
import PredictionFeedback from './PredictionFeedback.tsx';
import { isMarked, questionDomId, type Attempt } from './use-quiz.ts';

interface Props {
  question: Question;
  title: string;
  attempt: Attempt;
  isLive: boolean;
  onChoose: (answer: string) => void;
  onValidate: () => void;
}

/** One question: what is asked, where to answer, and what comes back. */
export default function QuestionForm({
  question,
  title,
  attempt,
  isLive,
  onChoose,
  onValidate,
}: Props) {
  const isRunning = attempt.state === 'running';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isRunning) onValidate();
  };
  // Not disabled meanwhile: what is disabled loses the focus.
  const choose = (answer: string) => {
    if (!isRunning) onChoose(answer);
  };
  const feedbackId = `${questionDomId(question.id)}-reponse`;
  return (
    <form className="quiz-question" onSubmit={submit}>
      <fieldset
        id={questionDomId(question.id)}
        tabIndex={-1}
        aria-describedby={isMarked(attempt) ? feedbackId : undefined}
      >
        <legend>
          <span className="quiz-number">{title}</span> <Inline text={question.prompt} />
        </legend>
        <Field question={question} answer={attempt.answer} isLive={isLive} onChoose={choose} />
      </fieldset>
      {isLive ? (
        <>
          <button className="button" type="submit" aria-disabled={isRunning || undefined}>
            {isWritten(question) ? 'Valider' : 'Vérifier sur le cluster'}
          </button>
          <Outcome id={feedbackId} question={question} attempt={attempt} />
        </>
      ) : (
        isWritten(question) && (
          <details className="quiz-answer" id={feedbackId}>
            <summary>Réponse et explication</summary>
            <Correction question={question} />
          </details>
        )
      )}
    </form>
  );
}

interface OutcomeProps {
  id: string;
  question: Question;
  attempt: Attempt;
}

/** What comes of an answer, in one place. */
function Outcome({ id, question, attempt }: OutcomeProps) {
  return (
    <div id={id}>
      {/* Always there, so that what appears in it is announced. An earlier visit’s answer stays out of it. */}
      <output>
        {attempt.state === 'incomplete' && <p>{incompleteHint(question)}</p>}
        {attempt.state === 'running' && <p>{runningHint}</p>}
        {attempt.state === 'failed' && (
          <p>
            <strong>Le cluster n’a pas pu répondre.</strong> {attempt.problem} Vérifiez de nouveau
            dans un instant.
          </p>
        )}
        {attempt.state === 'marked' && <Feedback question={question} attempt={attempt} />}
      </output>
      {attempt.state === 'restored' && <Feedback question={question} attempt={attempt} />}
    </div>
  );
}

function Feedback({ question, attempt }: { question: Question; attempt: Attempt }) {
  if (!isMarked(attempt)) return null;
  const verdict = attempt.correct ? 'Bonne réponse.' : 'Ce n’est pas la bonne réponse.';
  return (
    <div className="quiz-feedback" data-correct={attempt.correct}>
      <p className="quiz-verdict">
        <span aria-hidden="true">{attempt.correct ? '✓' : '✗'}</span> {verdict}
      </p>
      {isWritten(question) ? (
        <Correction question={question} answer={attempt.answer} />
      ) : (
        <PredictionFeedback question={question} attempt={attempt} />
      )}
    </div>
  );
}

const runningHint =
  'Un cluster démarre dans cette page, le labo s’y joue jusqu’à cette étape, puis vos commandes : quelques secondes…';

function incompleteHint({ type }: Question): string {
  switch (type) {
    case 'predict':
      return 'Choisissez d’abord ce que vous prédisez.';
    case 'single':
      return 'Choisissez une réponse, puis validez.';
    case 'multiple':
      return 'Cochez au moins une réponse, puis validez.';
    case 'match':
      return 'Complétez chaque association, puis validez.';
    case 'short':
      return 'Écrivez une réponse, puis validez.';
    case 'yaml-line':
      return 'Choisissez une ligne, puis validez.';
    case 'order':
      return 'Ordonnez les éléments, puis validez.';
  }
}
