import { useStore } from '@nanostores/react';
import type { LiveSession } from '#session/live-session.ts';
import { speeds } from './speeds.ts';

/** How fast the cluster's clock goes. */
export default function SpeedChoice({ session, label }: { session: LiveSession; label: string }) {
  const speed = useStore(session.$speed);
  return (
    <label className="lab-choice">
      {label}
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
  );
}
