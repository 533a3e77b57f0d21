import fc from 'fast-check';
import { flag, oneOf, type Parts, rarely, someOf, type Tail, weighed } from './arbitraries.ts';
import { applying, rememberingLast } from './applying.ts';
import { changeFlags, dryRuns } from './change-flags.ts';
import { configuring } from './config-lines.ts';
import { copying, debugging, lacking } from './containers.ts';
import { deleting } from './deleting.ts';
import { generated } from './generated.ts';
import { labelling } from './labelling.ts';
import { nodeLines } from './nodes.ts';
import { patching } from './patching.ts';
import { rolling } from './rolling.ts';
import { autoscaling, exposing, scaling } from './scaling.ts';
import { sending } from './sending.ts';
import { setting } from './setting.ts';

/** Lines that would change something, or do. */
export function changingLine(parts: Parts): fc.Arbitrary<string> {
  const dryRun = fc.oneof(oneOf(dryRuns), rarely(oneOf(dryRuns)));
  const tail: Tail = [parts.namespace, dryRun, someOf(changeFlags, 1), flag];
  return weighed(
    [4, labelling(parts, tail)],
    [2, deleting(parts, tail)],
    [8, generated],
    [1, exposing(parts, tail)],
    [1, autoscaling(parts, tail)],
    [1, scaling(parts, tail)],
    [4, setting(parts, tail)],
    [2, rolling(parts)],
    [3, patching(parts, tail)],
    [3, applying(parts, tail)],
    [1, rememberingLast(parts, tail)],
    [1, nodeLines],
    [1, lacking(parts)],
    [1, debugging(parts)],
    [1, copying(parts)],
    [3, configuring],
    [1, sending(parts)],
  );
}
