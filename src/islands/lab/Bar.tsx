import type { LabReplay } from '#schemas/lab-replay.ts';

interface Props {
  replay: LabReplay;
  /** The number of the step, from 0. */
  step: number;
  /** What is counted, in French: « commandes », « faites ». */
  unit: string;
  label: string;
  done: number;
  total: number;
}

/** Where the learner is in a lab. */
export default function Bar({ replay, step, unit, label, done, total }: Props) {
  return (
    <header className="lab-bar">
      <p className="lab-step">
        <span className="lab-count">
          Étape {step + 1}/{replay.steps.length}
        </span>{' '}
        {replay.steps[step]?.title}
      </p>
      <progress value={done} max={total} aria-label={label} />
      <span className="lab-count">
        {done}/{total} {unit}
      </span>
    </header>
  );
}
