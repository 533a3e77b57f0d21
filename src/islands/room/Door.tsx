import { useState, type ReactNode } from 'react';
import { parseCode, shownCode } from '#course/room/code.ts';
import { BrokerError, isRefusedByPage, parseBroker, type RoomPlace } from '#course/room/link.ts';
import { codeOfKept, join, open } from '#session/room/entrance.ts';
import { newRoom } from '#session/room/held-room.ts';
import { forgetRoom, keptRoom } from '#session/room/kept-rooms.ts';
import type { RoomCourse } from './course.ts';

interface Props {
  course: RoomCourse;
  /** The room that the address names. */
  place: RoomPlace | undefined;
  problem: string | undefined;
}

/** Two ways in: an attendee's, an organiser's. Nothing is asked of any broker from here. */
export default function Door({ course, place, problem }: Props) {
  return (
    <div className="room room-door">
      {problem && <p role="alert">La salle ne s’est pas ouverte : {problem}</p>}
      {place ? <Invited place={place} /> : <Joining />}
      {!place && <Opening course={course} />}
    </div>
  );
}

function Invited({ place }: { place: RoomPlace }) {
  return (
    <section className="room-card" aria-labelledby="entrer">
      <h2 id="entrer">Rejoindre la salle {shownCode(place.code)}</h2>
      <p>
        Cette page va se connecter à <code>{new URL(place.broker).host}</code>, le broker que le
        formateur a choisi. Vous suivez ses slides et son labo. Rien de ce que vous faites n’est
        envoyé tant que vous ne le demandez pas, et jamais votre nom.
      </p>
      <Refusal broker={place.broker} />
      <p>
        <button className="button primary" type="button" onClick={() => join(place)}>
          Rejoindre
        </button>
      </p>
    </section>
  );
}

function Refusal({ broker }: { broker: string }) {
  if (!isRefusedByPage(broker, location.protocol)) return null;
  return (
    <p className="room-note">
      Cette page est venue en HTTPS : un navigateur n’y accepte qu’un broker en <code>wss://</code>.
    </p>
  );
}

function Joining() {
  const [problem, setProblem] = useState('');
  const submit = (fields: FormData): void =>
    attempt(setProblem, () => {
      const code = parseCode(textOf(fields, 'code'));
      if (!code)
        throw new BrokerError('Le code a dix lettres et chiffres, par exemple K7QM2-XWPAB.');
      join({ code, broker: allowedBroker(fields) });
    });
  return (
    <Form
      title="Rejoindre une salle"
      lead="Le lien ou le QR code du formateur suffit. Sinon, tapez ce qu’il affiche."
      action="Rejoindre"
      problem={problem}
      onSubmit={submit}
    >
      <label>
        Code de la salle
        <input name="code" autoComplete="off" autoCapitalize="characters" spellCheck={false} />
      </label>
      <BrokerField />
    </Form>
  );
}

function Opening({ course }: { course: RoomCourse }) {
  const [problem, setProblem] = useState('');
  const query = new URLSearchParams(location.search);
  const wanted = query.get('deck');
  const seance = query.get('seance') ?? undefined;
  const submit = (fields: FormData): void =>
    attempt(setProblem, () => {
      const deck = textOf(fields, 'deck');
      const broker = allowedBroker(fields);
      open(newRoom({ broker, deck, seance: deck === wanted ? seance : undefined }), course.decks);
    });
  return (
    <Form
      title="Ouvrir une salle"
      lead="Vos participants suivent vos slides et votre labo, chacun sur sa machine."
      action="Ouvrir la salle"
      problem={problem}
      onSubmit={submit}
      before={<Former course={course} deck={wanted} seance={seance} />}
    >
      <label>
        Deck
        <select name="deck" defaultValue={wanted ?? course.decks[0]?.id}>
          {course.decks.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <BrokerField />
    </Form>
  );
}

interface FormerProps {
  course: RoomCourse;
  deck: string | null;
  seance: string | undefined;
}

/** The room that this browser held and did not close. */
function Former({ course, deck, seance }: FormerProps) {
  const [kept, setKept] = useState(keptRoom);
  if (!kept) return null;
  const shown = deck !== null && seance !== undefined ? { ...kept, deck, seance } : kept;
  return (
    <div className="room-note">
      <p>
        Ce navigateur tient déjà la salle <strong>{shownCode(codeOfKept(kept))}</strong>, sur{' '}
        <code>{new URL(kept.broker).host}</code>.
      </p>
      <p className="actions">
        <button className="button primary" type="button" onClick={() => open(shown, course.decks)}>
          {shown === kept ? 'Reprendre cette salle' : 'Reprendre cette salle avec ce deck'}
        </button>
        <button
          className="button"
          type="button"
          onClick={() => {
            forgetRoom();
            setKept(undefined);
          }}
        >
          L’oublier
        </button>
      </p>
    </div>
  );
}

function BrokerField() {
  return (
    <label>
      Adresse du broker
      <input
        name="broker"
        type="url"
        inputMode="url"
        autoComplete="on"
        spellCheck={false}
        placeholder="wss://broker.exemple.org/"
      />
    </label>
  );
}

interface FormProps {
  title: string;
  lead: string;
  action: string;
  problem: string;
  before?: ReactNode;
  children: ReactNode;
  onSubmit: (fields: FormData) => void;
}

function Form({ title, lead, action, problem, before, children, onSubmit }: FormProps) {
  return (
    <section className="room-card">
      <h2>{title}</h2>
      <p>{lead}</p>
      {before}
      <form
        className="room-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(new FormData(event.currentTarget));
        }}
      >
        {children}
        <p role="alert">{problem}</p>
        <button className="button primary" type="submit">
          {action}
        </button>
      </form>
    </section>
  );
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}

function allowedBroker(fields: FormData): string {
  const broker = parseBroker(textOf(fields, 'broker'));
  if (isRefusedByPage(broker, location.protocol))
    throw new BrokerError('Cette page est venue en HTTPS : il faut un broker en wss://.');
  return broker;
}

function attempt(tell: (problem: string) => void, work: () => void): void {
  try {
    tell('');
    work();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    tell(error.message);
  }
}
