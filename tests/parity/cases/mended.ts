import { accessed, debugged, debuggedLate, placed, reconciled } from './access.ts';
import { addresses } from './addresses.ts';
import { printed, printedLate } from './columns.ts';
import { confirmed } from './confirmation.ts';
import { entered, enteredLate } from './containers.ts';
import { remembered } from './discovery.ts';
import { documents } from './documents.ts';
import { edited } from './editing.ts';
import { explained } from './explaining.ts';
import { scaled, scaledLate, valued } from './flag-values.ts';
import { generated } from './generators.ts';
import { global } from './global-flags.ts';
import { configured } from './kubeconfig.ts';
import { remembering, rememberingLate } from './last-applied.ts';
import { type StateCase, casesOf } from './lines.ts';
import { sent, sentLate } from './manifests.ts';
import { marked, markedLate } from './marks.ts';
import { labelled } from './metadata.ts';
import { misfits } from './misfits.ts';
import { overridden, typed } from './own-types.ts';
import { patched } from './patches.ts';
import { asked, askedLate } from './questions.ts';
import { rare } from './rare-fields.ts';
import { rawChanged, rawRead } from './raw.ts';
import { timedOut } from './request-timeout.ts';
import { rolled, rolledLate } from './rollouts.ts';
import { refusedLate, refusedRead } from './set-and-apply.ts';
import { setChanged, setRead } from './set.ts';
import { templated, templatedLate } from './templates.ts';
import { awaited } from './waiting.ts';

/** Lines that the two once answered differently: found by drawing at random, and what is like them. */
export const mended: readonly StateCase[] = [
  ...casesOf(explained, false),
  ...casesOf(awaited, false),
  ...casesOf(remembering, false),
  ...casesOf(rememberingLate, true),
  ...casesOf(printed, false),
  ...casesOf(printedLate, true),
  ...casesOf(entered, false),
  ...casesOf(enteredLate, true),
  ...casesOf(rolled, false),
  ...casesOf(rolledLate, true),
  ...casesOf(patched, true),
  ...casesOf(marked, false),
  ...casesOf(markedLate, true),
  ...casesOf(sent, false),
  ...casesOf(sentLate, true),
  ...casesOf(asked, false),
  ...casesOf(askedLate, true),
  ...casesOf(templated, false),
  ...casesOf(templatedLate, true),
  ...casesOf(setRead, false),
  ...casesOf(setChanged, true),
  ...casesOf(generated, true),
  ...casesOf(refusedRead, false),
  ...casesOf(refusedLate, true),
  ...casesOf(overridden, false),
  ...casesOf(typed, false),
  ...casesOf(accessed, false),
  ...casesOf(debugged, false),
  ...casesOf(debuggedLate, true),
  ...casesOf(reconciled, false),
  ...casesOf(placed, false),
  ...casesOf(valued, false),
  ...casesOf(scaled, false),
  ...casesOf(scaledLate, true),
  ...casesOf(edited, false),
  ...casesOf(labelled, true),
  ...casesOf(global, false),
  ...casesOf(addresses, false),
  ...casesOf(timedOut, false),
  ...casesOf(remembered, true),
  ...casesOf(confirmed, true),
  ...casesOf(misfits, false),
  ...casesOf(documents, true),
  ...casesOf(rare, true),
  ...casesOf(rawRead, false),
  ...casesOf(rawChanged, true),
  ...configured.map((line): StateCase => [
    'empty',
    { line, changes: true, after: 'kubectl config view' },
  ]),
];
