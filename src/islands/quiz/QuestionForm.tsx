import type { SubmitEvent } from 'react';
import type { Question } from '#course/quiz.ts';
import Correction from './Correction.tsx';
import Field from './Field.tsx';
import Inline from './Inline.tsx';
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
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onValidate();
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
        <Field question={question} answer={attempt.answer} isLive={isLive} onChoose={onChoose} />
      </fieldset>
      {isLive ? (
        <>
          <button className="button" type="submit">
            Valider
          </button>
          <div id={feedbackId}>
            {/* Always there, so that what appears in it is announced. An earlier visit’s answer stays out of it. */}
            <output>
              {attempt.state === 'incomplete' && <p>{incompleteHint(question)}</p>}
              {attempt.state === 'marked' && <Feedback question={question} attempt={attempt} />}
            </output>
            {attempt.state === 'restored' && <Feedback question={question} attempt={attempt} />}
          </div>
        </>
      ) : (
        <details className="quiz-answer" id={feedbackId}>
          <summary>Réponse et explication</summary>
          <Correction question={question} />
        </details>
      )}
    </form>
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
      <Correction question={question} answer={attempt.answer} />
    </div>
  );
}

function incompleteHint({ type }: Question): string {
  switch (type) {
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
