import { useStore } from '@nanostores/react';
import { useEffect, useId, useRef, useState } from 'react';
import { shownCode } from '#course/room/code.ts';
import type { RoomPlace } from '#course/room/link.ts';
import { newSessionName } from '#session/presentation.ts';
import { leave } from '#session/room/entrance.ts';
import type { JoinedRoom } from '#session/room/joined-room.ts';
import type { LabPlace } from '#session/room/lab-frame.ts';
import { leadFrame, type LedFrame } from '#session/room/led-frame.ts';
import type { RoomCourse } from './course.ts';
import PollCard from './PollCard.tsx';
import { counted, seatInWords } from './words.ts';

interface Props {
  course: RoomCourse;
  place: RoomPlace;
  room: JoinedRoom;
}

/** The room as an attendee sees it: the organiser's slides, and a bar above them. */
export default function Attendee({ course, place, room }: Props) {
  const following = useStore(room.$following);
  const deck = following.shown?.deck;
  const known = course.decks.find(({ id }) => id === deck);
  const [lab, setLab] = useState<LabPlace>();
  const [seance] = useState(newSessionName);
  const frame = useRef<LedFrame>(undefined);
  useEffect(() => {
    if (deck === undefined) return undefined;
    const led = leadFrame(room, { deck, seance: `${seance}-${deck}`, onPlace: setLab });
    frame.current = led;
    return () => led.close();
  }, [room, seance, deck]);

  return (
    <div className="room room-seat">
      <Bar place={place} room={room} lab={lab} onResume={() => frame.current?.resumeTries()} />
      <PollCard base={course.base} room={room} />
      {known && (
        <iframe
          key={known.id}
          className="room-frame"
          title={`Slides : ${known.title}`}
          allow="fullscreen"
          onLoad={(event) => openElsewhere(event.currentTarget)}
          src={`${course.base}/fr/slides/${known.id}/?seance=${seance}-${known.id}&salle=1`}
        />
      )}
      {deck !== undefined && !known && (
        <p className="room-note">
          Le formateur présente un deck que ce site n’a pas : sa version du cours est une autre.
        </p>
      )}
    </div>
  );
}

/** What leaves the deck opens elsewhere: the frame is for what is followed. */
function openElsewhere(frame: HTMLIFrameElement): void {
  for (const link of frame.contentDocument?.links ?? [])
    if (!link.getAttribute('href')?.startsWith('#')) link.target = '_blank';
}

interface BarProps {
  place: RoomPlace;
  room: JoinedRoom;
  lab: LabPlace | undefined;
  onResume: () => void;
}

function Bar({ place, room, lab, onResume }: BarProps) {
  const link = useStore(room.$link);
  const following = useStore(room.$following);
  const isAlone = useStore(room.$isAlone);
  const sharing = useStore(room.$sharing);
  const { isTooLong } = useStore(room.$lab);
  const { isAttached } = following;
  const words = seatInWords({ link, broker: place.broker, following, isAlone });
  return (
    <header className="room-bar-top">
      <h1 className="visually-hidden">Salle {shownCode(place.code)}</h1>
      <output className="room-status" data-link={link} data-attached={isAttached}>
        {words}
        {isAttached && isTooLong && ' Son labo est trop long pour être envoyé : suivez les slides.'}
      </output>
      <div className="room-actions">
        {isAttached ? (
          <button className="button" type="button" onClick={() => room.detach()}>
            Continuer seul
          </button>
        ) : (
          <Return room={room} tries={lab?.tries ?? 0} />
        )}
        {!isAttached && lab && lab.aside > 0 && lab.tries === 0 && (
          <button className="button" type="button" onClick={onResume}>
            Reprendre mes {counted(lab.aside, 'commande', 'commandes')}
          </button>
        )}
        <button
          className="button"
          type="button"
          data-raised={sharing.hand}
          onClick={() => room.share({ hand: !sharing.hand })}
        >
          {sharing.hand ? 'Baisser la main' : 'Lever la main'}
        </button>
        <label className="room-check">
          <input
            type="checkbox"
            checked={sharing.step}
            onChange={(event) => room.share({ step: event.target.checked })}
          />
          Partager mon étape du labo
        </label>
        <button className="button" type="button" onClick={leave}>
          Quitter
        </button>
      </div>
    </header>
  );
}

/** Back to the organiser; asks first where the attendee's own commands would give way. */
function Return({ room, tries }: { room: JoinedRoom; tries: number }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  return (
    <>
      <button
        className="button primary"
        type="button"
        onClick={() => (tries > 0 ? dialog.current?.showModal() : room.reattach())}
      >
        Revenir avec le formateur
      </button>
      <dialog ref={dialog} aria-labelledby={title} className="room-dialog">
        <h2 id={title}>Revenir avec le formateur ?</h2>
        <p>
          Le labo prend l’état du sien. Votre session ({counted(tries, 'commande', 'commandes')})
          est mise de côté : « Continuer seul », puis « Reprendre mes commandes » la retrouve.
        </p>
        <form method="dialog" className="actions">
          <button className="button primary" type="submit" onClick={() => room.reattach()}>
            Revenir
          </button>
          <button className="button" type="submit">
            Rester
          </button>
        </form>
      </dialog>
    </>
  );
}
