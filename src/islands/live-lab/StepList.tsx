import { useStore } from '@nanostores/react';
import type { LiveLab } from '#session/live-lab.ts';

/** All steps, what has become of each, and the way to each. */
export default function StepList({ lab }: { lab: LiveLab }) {
  const view = useStore(lab.live.$steps);
  const steps = lab.setup.steps ?? [];
  const done = view?.done ?? [];
  return (
    <details
      className="lab-help"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) lab.expectJump();
      }}
    >
      <summary>
        Étapes : {done.length} sur {steps.length}
      </summary>
      <ol className="step-list">
        {steps.map(({ id, title }) => (
          <li key={id} aria-current={id === view?.current ? 'step' : undefined}>
            <span aria-hidden="true">
              {done.includes(id) ? '✓' : id === view?.current ? '▸' : '○'}
            </span>{' '}
            <button
              className="step-link"
              type="button"
              onClick={() => lab.jumpTo({ step: id, command: 0 })}
            >
              {title}
            </button>{' '}
            <span className="lab-count">
              {done.includes(id) ? 'faite' : id === view?.current ? 'en cours' : 'à faire'}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
