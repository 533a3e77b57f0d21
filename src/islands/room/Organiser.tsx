import { useStore } from '@nanostores/react';
import { leave } from '#session/room/entrance.ts';
import type { HeldRoom } from '#session/room/held-room.ts';
import AudiencePanel from './AudiencePanel.tsx';
import type { RoomCourse } from './course.ts';
import Invitation from './Invitation.tsx';
import PollDesk from './PollDesk.tsx';
import { linkInWords } from './words.ts';

interface Props {
  course: RoomCourse;
  held: HeldRoom;
}

/** The room as its organiser sees it. */
export default function Organiser({ course, held }: Props) {
  const { room, place } = held;
  const link = useStore(room.$link);
  const isLost = useStore(held.$isLost);
  const deckId = useStore(held.$deck);
  const deck = course.decks.find(({ id }) => id === deckId);
  if (isLost)
    return (
      <p role="alert">Cette salle est tenue dans un autre onglet. Vous pouvez fermer celui-ci.</p>
    );
  return (
    <div className="room">
      <output className="room-status" data-link={link}>
        {linkInWords(link, place.broker)}
      </output>
      <div className="room-desk">
        <Stage course={course} held={held} deckId={deckId} />
        <Invitation place={place} />
        <AudiencePanel
          room={room}
          id={deck?.lab}
          lab={deck?.lab ? course.labs[deck.lab] : undefined}
        />
        <PollDesk course={course} deck={deck} room={room} />
      </div>
      <p className="actions">
        <button className="button" type="button" onClick={leave}>
          Fermer la salle
        </button>
      </p>
    </div>
  );
}

interface StageProps {
  course: RoomCourse;
  held: HeldRoom;
  deckId: string;
}

/** What the room is shown. */
function Stage({ course, held, deckId }: StageProps) {
  const seance = useStore(held.$seance);
  const slide = useStore(held.$slide);
  const isTooLong = useStore(held.room.$isLabTooLong);
  const windowOf = (page: string) => `${course.base}/fr/${page}/${deckId}/?seance=${seance}`;
  return (
    <section className="room-card" aria-labelledby="scene">
      <h2 id="scene">Présenter</h2>
      <label>
        Deck
        <select
          value={deckId}
          onChange={(event) => {
            const chosen = course.decks.find(({ id }) => id === event.target.value);
            if (chosen) held.choose(chosen);
          }}
        >
          {course.decks.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p className="actions">
        <a className="button" href={windowOf('slides')} target="maillage-public">
          Écran public
        </a>
        <a className="button" href={windowOf('presentateur')} target="maillage-presentateur">
          Présentateur
        </a>
      </p>
      <p>
        {slide ? (
          <>
            La salle suit la slide <code>{slide}</code>.
          </>
        ) : (
          'Ouvrez l’une de ces fenêtres : la salle suit ce qu’elle montre, et le labo tel qu’il est dans ce navigateur.'
        )}
      </p>
      {isTooLong && (
        <p className="room-note">
          La session du labo est trop longue pour être envoyée : la salle suit les slides seulement.
        </p>
      )}
    </section>
  );
}
