import { useStore } from '@nanostores/react';
import { useState } from 'react';
import { plainText } from '#course/quiz.ts';
import Inline from '#islands/quiz/Inline.tsx';
import type { OrganisedRoom, RunningPoll } from '#session/room/organised-room.ts';
import type { RoomCourse, RoomDeck } from './course.ts';
import PollResults from './PollResults.tsx';
import { useChoices } from './use-quiz-question.ts';
import { counted } from './words.ts';

interface Props {
  course: RoomCourse;
  deck: RoomDeck | undefined;
  room: OrganisedRoom;
}

/** A question of the course, put to the room. */
export default function PollDesk({ course, deck, room }: Props) {
  const running = useStore(room.$poll);
  return (
    <section className="room-card" aria-labelledby="sondage">
      <h2 id="sondage">Sondage</h2>
      {running ? (
        <Running course={course} running={running} room={room} />
      ) : (
        <Chooser course={course} deck={deck} room={room} />
      )}
    </section>
  );
}

function Chooser({ course, deck, room }: Props) {
  const chapters = deck?.quizzes.length ? deck.quizzes : Object.keys(course.quizzes);
  const [chosen, setChosen] = useState<string>();
  const chapter = chosen && chapters.includes(chosen) ? chosen : chapters[0];
  const choices = useChoices(course.base, chapter);
  const [asked, setAsked] = useState<string>();
  const question = choices.find(({ id }) => id === asked) ?? choices[0];
  return (
    <form
      className="room-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!chapter || !question) return;
        room.put({ quiz: chapter, question: question.id, options: question.options.length });
      }}
    >
      <p>Une question du quiz, à laquelle chacun répond une fois, sans dire qui il est.</p>
      <label>
        Quiz du chapitre
        <select value={chapter} onChange={(event) => setChosen(event.target.value)}>
          {chapters.map((id) => (
            <option key={id} value={id}>
              {course.quizzes[id] ?? id}
            </option>
          ))}
        </select>
      </label>
      <label>
        Question
        <select value={question?.id} onChange={(event) => setAsked(event.target.value)}>
          {choices.map(({ id, prompt }) => (
            <option key={id} value={id}>
              {plainText(prompt)}
            </option>
          ))}
        </select>
      </label>
      <button className="button primary" type="submit" disabled={!question}>
        Lancer le sondage
      </button>
    </form>
  );
}

const nextState = {
  open: { label: 'Clore les réponses', state: 'closed' },
  closed: { label: 'Montrer la réponse', state: 'revealed' },
} as const;

interface RunningProps {
  course: RoomCourse;
  running: RunningPoll;
  room: OrganisedRoom;
}

function Running({ course, running: { poll, counts, answers }, room }: RunningProps) {
  const question = useChoices(course.base, poll.quiz).find(({ id }) => id === poll.question);
  const next = poll.state === 'revealed' ? undefined : nextState[poll.state];
  return (
    <div className="room-form">
      {question && (
        <>
          <p className="room-question">
            <Inline text={question.prompt} />
          </p>
          <PollResults question={question} counts={counts} isRevealed={poll.state === 'revealed'} />
        </>
      )}
      <output>
        {counted(answers, 'réponse', 'réponses')}
        {poll.state !== 'open' && ', sondage clos'}.
      </output>
      <p className="actions">
        {next && (
          <button
            className="button primary"
            type="button"
            onClick={() => room.turnPoll(next.state)}
          >
            {next.label}
          </button>
        )}
        <button className="button" type="button" onClick={() => room.endPoll()}>
          Terminer le sondage
        </button>
      </p>
    </div>
  );
}
