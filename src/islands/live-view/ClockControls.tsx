import { useStore } from '@nanostores/react';
import { speeds } from '#islands/live/speeds.ts';
import type { LiveSession } from '#session/live-session.ts';

const stepMs = 1000;

/** The speed of the cluster's clock: stopped, slow, or one second at a time. */
export default function ClockControls({ session }: { session: LiveSession }) {
  const speed = useStore(session.$speed);
  return (
    <fieldset className="live-clock">
      <legend className="visually-hidden">Horloge du cluster</legend>
      <label className="lab-choice">
        Horloge
        <select
          value={speed}
          onChange={(event) =>
            session.send({ type: 'speed', speed: Number(event.currentTarget.value) })
          }
        >
          {speeds.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button
        className="lab-button"
        type="button"
        onClick={() => session.send({ type: 'step', ms: stepMs })}
      >
        Avancer d’une seconde
      </button>
    </fieldset>
  );
}
