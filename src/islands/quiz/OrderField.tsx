import { useState } from 'react';
import { moveItem, plainText, type Question } from '#course/quiz.ts';
import type { FieldProps } from './Field.tsx';
import Inline from './Inline.tsx';

type OrderQuestion = Extract<Question, { type: 'order' }>;

/** Items that buttons move; the focus follows the item, and its new place is announced. */
export default function OrderField({
  question,
  answer,
  isLive,
  onChoose,
}: FieldProps<OrderQuestion>) {
  const [news, setNews] = useState('');
  const order = answer.split(',').map(Number);
  const move = (place: number, step: -1 | 1) => {
    const next = moveItem(answer, place, step);
    if (next === answer) return;
    onChoose(next);
    const item = plainText(question.items[order[place] ?? 0] ?? '');
    setNews(`${item} : place ${place + step + 1} sur ${order.length}`);
  };
  return (
    <>
      <ol className="quiz-order">
        {order.map((index, place) => {
          const item = question.items[index] ?? '';
          return (
            <li key={index}>
              <span>
                <Inline text={item} />
              </span>
              {isLive && (
                <span className="quiz-moves">
                  <MoveButton
                    item={item}
                    step={-1}
                    atEnd={place === 0}
                    onMove={() => move(place, -1)}
                  />
                  <MoveButton
                    item={item}
                    step={1}
                    atEnd={place === order.length - 1}
                    onMove={() => move(place, 1)}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ol>
      {isLive && <output className="visually-hidden">{news}</output>}
    </>
  );
}

interface MoveProps {
  item: string;
  step: -1 | 1;
  atEnd: boolean;
  onMove: () => void;
}

/** Stays focusable at the ends of the list: a button that vanishes under the finger loses the reader. */
function MoveButton({ item, step, atEnd, onMove }: MoveProps) {
  return (
    <button type="button" className="button" aria-disabled={atEnd} onClick={onMove}>
      <span aria-hidden="true">{step < 0 ? '↑' : '↓'}</span>
      <span className="visually-hidden">
        {step < 0 ? 'Monter' : 'Descendre'} « {plainText(item)} »
      </span>
    </button>
  );
}
