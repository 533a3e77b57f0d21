import { useStore } from '@nanostores/react';
import type { LiveLab } from '#session/live-lab.ts';

/** The commands of the step, to be run without typing: shown where there is no room for a keyboard. */
export default function Chips({ lab }: { lab: LiveLab }) {
  const { position } = useStore(lab.$player);
  const phase = useStore(lab.live.$phase);
  const step = lab.setup.steps?.find(({ id }) => id === position.step);
  if (!step) return null;
  return (
    <ul className="lab-chips" aria-label="Commandes de l’étape">
      {step.commands.map((text, command) => (
        <li key={text}>
          <button
            className="lab-chip notranslate"
            translate="no"
            lang="en"
            type="button"
            aria-current={command === position.command ? 'true' : undefined}
            disabled={phase !== 'prompt'}
            onClick={() => lab.run({ step: step.id, command })}
          >
            {text}
          </button>
        </li>
      ))}
      <li>
        <button
          className="lab-chip"
          type="button"
          disabled={phase !== 'running'}
          onClick={() => lab.live.send({ type: 'interrupt' })}
        >
          Ctrl+C
        </button>
      </li>
    </ul>
  );
}
