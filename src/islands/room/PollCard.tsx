import { useStore } from '@nanostores/react';
import { useState } from 'react';
import type { Poll } from '#course/room/stage.ts';
import Correction from '#islands/quiz/Correction.tsx';
import Field from '#islands/quiz/Field.tsx';
import Inline from '#islands/quiz/Inline.tsx';
import type { JoinedRoom } from '#session/room/joined-room.ts';
import PollResults from './PollResults.tsx';
import { useChoices, type Choice } from './use-quiz-question.ts';

interface Props {
  base: string;
  room: JoinedRoom;
}

/** The question that is put to the room, as an attendee answers it. */
export default function PollCard({ base, room }: Props) {
  const poll = useStore(room.$poll);
  const isAnswered = useStore(room.$answered).has(poll?.id ?? '');
  const question = useChoices(base, poll?.quiz).find(({ id }) => id === poll?.question);
  return (
    <div className="room-poll">
      <output className="visually-hidden">{poll && announced[poll.state]}</output>
      {poll && question && (
        <section className="quiz" aria-label="Sondage">
          <div className="quiz-question">
            {poll.state === 'open' && !isAnswered ? (
              <Ballot
                key={poll.id}
                question={question}
                onAnswer={(choices) => room.answer(choices)}
              />
            ) : (
              <Outcome poll={poll} question={question} isAnswered={isAnswered} />
            )}
          </div>
        </section>
      )}
    </div>
  );
}

const announced: Record<Poll['state'], string> = {
  open: 'Le formateur pose une question.',
  closed: 'Le sondage est clos.',
  revealed: 'Le formateur montre la réponse.',
};

interface BallotProps {
  question: Choice;
  onAnswer: JoinedRoom['answer'];
}

function Ballot({ question, onAnswer }: BallotProps) {
  const [answer, setAnswer] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (answer !== '') onAnswer(answer.split(',').map(Number));
      }}
    >
      <fieldset>
        <legend>
          <span className="quiz-number">Le formateur demande, réponse anonyme</span>{' '}
          <Inline text={question.prompt} />
        </legend>
        <Field question={question} answer={answer} isLive onChoose={setAnswer} />
      </fieldset>
      <button className="button primary" type="submit">
        Envoyer ma réponse
      </button>
    </form>
  );
}

interface OutcomeProps {
  poll: Poll;
  question: Choice;
  isAnswered: boolean;
}

function Outcome({ poll, question, isAnswered }: OutcomeProps) {
  return (
    <>
      <p>
        <Inline text={question.prompt} />
      </p>
      {poll.state === 'revealed' ? (
        <>
          <PollResults question={question} counts={poll.counts} isRevealed />
          <Correction question={question} />
        </>
      ) : (
        <p>
          {isAnswered ? 'Réponse envoyée.' : 'Sondage clos.'} Le formateur montrera le résultat.
        </p>
      )}
    </>
  );
}
