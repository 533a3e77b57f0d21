import type { Verb } from '#commands/kubectl/context.ts';
import { recordAt, textAt, textsAt } from '#commands/kubectl/json.ts';
import { printerFor } from '#commands/kubectl/printers/print.ts';
import { printRows } from '#commands/kubectl/printers/tab-writer.ts';

/** kubectl pkg/cmd/auth/whoami.go, v1.35. */
export const whoAmI: Verb = async (context) => {
  context.access();
  const print =
    context.flags.text('output') === '' ? undefined : printerFor(context, { typed: true });
  const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1', metadata: {} };
  const review = await context.client.json(
    'POST',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    { body },
  );
  if (print !== undefined) {
    await context.out(print({ ...body, ...review }));
    return;
  }
  const user = recordAt(review, 'status.userInfo');
  const rows = [
    ['ATTRIBUTE', 'VALUE'],
    ['Username', textAt(user, 'username')],
  ];
  if (textAt(user, 'uid') !== '') rows.push(['UID', textAt(user, 'uid')]);
  if (textsAt(user, 'groups').length > 0)
    rows.push(['Groups', `[${textsAt(user, 'groups').join(' ')}]`]);
  const extra = recordAt(user, 'extra');
  for (const key of Object.keys(extra).toSorted((a, b) => (a < b ? -1 : 1)))
    rows.push([
      `Extra: ${key}`,
      `[${(Array.isArray(extra[key]) ? extra[key] : []).map(String).join(' ')}]`,
    ]);
  await context.out(printRows(rows));
};
