import { plainText, rightSides, shuffledOrder, yamlLines, type Question } from '#course/quiz.ts';
import Inline from './Inline.tsx';
import OrderField from './OrderField.tsx';
import Situation from './Situation.tsx';

export interface FieldProps<T extends Question = Question> {
  question: T;
  answer: string;
  isLive: boolean;
  onChoose: (answer: string) => void;
}

type Of<Type extends Question['type']> = Extract<Question, { type: Type }>;

/** Where the learner answers: native controls, whatever the type of the question. */
export default function Field({ question, ...rest }: FieldProps) {
  switch (question.type) {
    case 'single':
    case 'multiple':
      return <Choices question={question} {...rest} />;
    case 'order':
      return <OrderField question={question} {...rest} />;
    case 'match':
      return <Match question={question} {...rest} />;
    case 'short':
      return <Short question={question} {...rest} />;
    case 'yaml-line':
      return <YamlLines question={question} {...rest} />;
    case 'predict':
      return <Predictions question={question} {...rest} />;
  }
}

function Choices({ question, answer, onChoose }: FieldProps<Of<'single' | 'multiple'>>) {
  const chosen = answer === '' ? [] : answer.split(',');
  const toggle = (index: string) => {
    if (question.type === 'single') return onChoose(index);
    const next = chosen.includes(index)
      ? chosen.filter((one) => one !== index)
      : [...chosen, index];
    onChoose(next.sort((one, other) => Number(one) - Number(other)).join());
  };
  return (
    <>
      {question.type === 'multiple' && <p className="quiz-hint">Plusieurs réponses sont justes.</p>}
      {shuffledOrder(question.options.length, question.id).map((place) => (
        <label className="quiz-choice" key={place}>
          <input
            type={question.type === 'single' ? 'radio' : 'checkbox'}
            name={question.id}
            checked={chosen.includes(String(place))}
            onChange={() => toggle(String(place))}
          />
          <span>
            <Inline text={question.options[place]?.text ?? ''} />
          </span>
        </label>
      ))}
    </>
  );
}

function Predictions({ question, answer, onChoose }: FieldProps<Of<'predict'>>) {
  const { id, choices, files, lines } = question;
  return (
    <>
      <Situation files={files} lines={lines} />
      {shuffledOrder(choices.length, id).map((place) => (
        <label className="quiz-choice" key={place}>
          <input
            type="radio"
            name={id}
            checked={answer === String(place)}
            onChange={() => onChoose(String(place))}
          />
          <span>
            <Inline text={choices[place]?.text ?? ''} />
          </span>
        </label>
      ))}
    </>
  );
}

function Match({ question, answer, onChoose }: FieldProps<Of<'match'>>) {
  const chosen = answer.split(',');
  const rights = rightSides(question);
  return question.pairs.map(({ left }, index) => (
    <label className="quiz-pair" key={left}>
      <span>
        <Inline text={left} />
      </span>
      <select
        value={chosen[index] ?? ''}
        onChange={(event) => onChoose(chosen.with(index, event.target.value).join())}
      >
        <option value="">Choisissez…</option>
        {shuffledOrder(rights.length, question.id).map((right) => (
          <option key={right} value={right}>
            {plainText(rights[right] ?? '')}
          </option>
        ))}
      </select>
    </label>
  ));
}

function Short({ answer, onChoose }: FieldProps<Of<'short'>>) {
  return (
    <label className="quiz-short">
      <span>Votre réponse</span>
      <input
        type="text"
        value={answer}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChoose(event.target.value)}
      />
    </label>
  );
}

function YamlLines({ question, answer, onChoose }: FieldProps<Of<'yaml-line'>>) {
  return (
    <div className="quiz-yaml">
      {yamlLines(question.yaml).map((line, index) => (
        <label key={index}>
          <input
            type="radio"
            name={question.id}
            checked={answer === String(index + 1)}
            onChange={() => onChoose(String(index + 1))}
          />
          <span className="quiz-line-number">{index + 1}</span> <code>{line}</code>
        </label>
      ))}
    </div>
  );
}
