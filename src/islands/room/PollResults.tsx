import { shuffledOrder } from '#course/quiz.ts';
import Inline from '#islands/quiz/Inline.tsx';
import { counted } from './words.ts';
import type { Choice } from './use-quiz-question.ts';

interface Props {
  question: Choice;
  counts: readonly number[];
  isRevealed: boolean;
}

/** How many chose each option: bars in a table, in the order in which attendees read them. */
export default function PollResults({ question, counts, isRevealed }: Props) {
  const most = Math.max(1, ...counts);
  return (
    <div className="room-table">
      <table>
        <caption className="visually-hidden">Réponses</caption>
        <thead>
          <tr>
            <th scope="col">Option</th>
            <th scope="col">Réponses</th>
          </tr>
        </thead>
        <tbody>
          {shuffledOrder(question.options.length, question.id).map((index) => {
            const { text = '', correct = false } = question.options[index] ?? {};
            const count = counts[index] ?? 0;
            return (
              <tr key={index} data-correct={isRevealed && correct}>
                <th scope="row">
                  <Inline text={text} />
                  {isRevealed && correct && <strong> ✓ Bonne réponse</strong>}
                </th>
                <td>
                  <span className="room-bar" style={{ inlineSize: `${(80 * count) / most}%` }} />{' '}
                  {count}
                  <span className="visually-hidden">
                    {' '}
                    sur {counted(sum(counts), 'choix', 'choix')}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
