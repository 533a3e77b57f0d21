import SpeedChoice from '#islands/live/SpeedChoice.tsx';
import type { LiveSession } from '#session/live-session.ts';

const stepMs = 1000;

/** The speed of the cluster's clock: stopped, slow, or one second at a time. */
export default function ClockControls({ session }: { session: LiveSession }) {
  return (
    <fieldset className="live-clock">
      <legend className="visually-hidden">Horloge du cluster</legend>
      <SpeedChoice session={session} label="Horloge" />
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
