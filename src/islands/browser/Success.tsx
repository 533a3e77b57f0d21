import type { Traffic } from './reports.ts';
import { healthOf, healthSigns, successText } from './words.ts';

/** A success rate, with a sign and a colour where it is low. */
export default function Success({ traffic }: { traffic: Traffic | undefined }) {
  const health = healthOf(traffic);
  return (
    <span className="browser-success" data-health={health}>
      <span aria-hidden="true">{healthSigns[health]}</span> {successText(traffic)}
    </span>
  );
}
