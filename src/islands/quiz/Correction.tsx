import {
  explainedOptions,
  yamlLines,
  type ExplainedOption,
  type WrittenQuestion,
} from '#course/quiz.ts';
import Inline from './Inline.tsx';

interface Props {
  question: WrittenQuestion;
  /** What the learner answered; without it, everything there is to explain. */
  answer?: string;
}

/** The right answer and why, in words that do not need colours. */
export default function Correction({ question, answer }: Props) {
  if (question.type === 'single' || question.type === 'multiple') {
    return (
      <ul className="quiz-explained">
        {explainedOptions(question, answer).map((option) => (
          <li key={option.text} data-correct={option.correct}>
            <strong>{optionLabel(option)} :</strong> <Inline text={option.text} />
            <br />
            <Inline text={option.explanation} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <RightAnswer question={question} />
      <p>
        <Inline text={question.explanation} />
      </p>
    </>
  );
}

function optionLabel({ correct, chosen }: ExplainedOption): string {
  if (!correct) return chosen ? '✗ Votre réponse, fausse' : '✗ Faux';
  return chosen ? '✓ Votre réponse, juste' : '✓ Juste';
}

function RightAnswer({
  question,
}: {
  question: Exclude<WrittenQuestion, { type: 'single' | 'multiple' }>;
}) {
  switch (question.type) {
    case 'order':
      return (
        <>
          <p>Le bon ordre :</p>
          <ol>
            {question.items.map((item) => (
              <li key={item}>
                <Inline text={item} />
              </li>
            ))}
          </ol>
        </>
      );
    case 'match':
      return (
        <>
          <p>Les bonnes associations :</p>
          <ul>
            {question.pairs.map(({ left, right }) => (
              <li key={left}>
                <Inline text={left} /> → <Inline text={right} />
              </li>
            ))}
          </ul>
        </>
      );
    case 'short':
      return (
        <p>
          Réponse attendue : <strong>{question.answers[0]}</strong>
        </p>
      );
    case 'yaml-line':
      return (
        <p>
          Ligne {question.line} : <code>{yamlLines(question.yaml)[question.line - 1]?.trim()}</code>
        </p>
      );
  }
}
