import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { at, textAt } from '#commands/kubectl/json.ts';
import { printAccess } from './rules.ts';

const resourceVerbs =
  'get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest'.split(
    ' ',
  );
const urlVerbs = 'get put post head options delete patch *'.split(' ');

/** What is asked about. */
interface Question {
  verb: string;
  url: string;
  group: string;
  version: string;
  resource: string;
  name: string;
  isKnown: boolean;
  namespaced: boolean;
}

/** kubectl pkg/cmd/auth/cani.go, v1.35: exit code 1 for no. */
export const canI: Verb = async (context) => {
  const { flags, args } = context;
  if (flags.isOn('list')) return await list(context);
  if (args.length !== 2)
    throw new CommandError(
      "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
    );
  const question = await read(context, args);
  // The client is made before the question is checked, and may refuse.
  context.access();
  await check(context, question);
  if (flags.isOn('no-headers'))
    throw new CommandError('--no-headers cannot be set without --list specified');
  const review = await context.client.json(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    { body: reviewOf(context, question) },
  );
  const isAllowed = at(review, 'status.allowed') === true;
  const reasons = [textAt(review, 'status.reason'), textAt(review, 'status.evaluationError')];
  const why = reasons.filter(Boolean).map((reason) => ` - ${reason}`);
  if (!flags.isOn('quiet')) await context.out(isAllowed ? 'yes\n' : `no${why.join('')}\n`);
  return isAllowed ? 0 : 1;
};

async function list(context: Context): Promise<void> {
  const { flags, args } = context;
  if (args.length > 0) throw new CommandError('list option must be specified with no arguments');
  context.access();
  if (flags.isOn('quiet') || flags.isOn('all-namespaces') || flags.text('subresource') !== '')
    throw new CommandError(
      "list option can't be specified with neither quiet, all-namespaces nor subresource options",
    );
  const review = await context.client.json(
    'POST',
    '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    {
      body: {
        kind: 'SelfSubjectRulesReview',
        apiVersion: 'authorization.k8s.io/v1',
        metadata: {},
        spec: { namespace: context.namespace },
      },
    },
  );
  if (at(review, 'status.incomplete') === true)
    await warn(context, `the list may be incomplete: ${textAt(review, 'status.evaluationError')}`);
  await context.out(printAccess(review, !flags.isOn('no-headers')));
}

async function warn(context: Context, text: string): Promise<void> {
  await context.err(`Warning: ${text}\n`);
}

async function read(
  context: Context,
  [verb = '', what = '']: readonly string[],
): Promise<Question> {
  const question = {
    verb,
    url: '',
    group: '',
    version: '',
    resource: '',
    name: '',
    isKnown: false,
    namespaced: true,
  };
  if (what.startsWith('/')) return { ...question, url: what };
  const slash = what.indexOf('/');
  const typed = slash < 0 ? what : what.slice(0, slash);
  const name = slash < 0 ? '' : what.slice(slash + 1);
  if (typed === '*') return { ...question, resource: '*', name };
  const found = (await context.resources([typed])).find(typed);
  if (found !== undefined)
    return {
      ...question,
      name,
      group: found.group,
      version: found.version,
      resource: found.resource,
      isKnown: true,
      namespaced: found.namespaced,
    };
  if (typed !== 'users' && typed !== 'groups') await warnOfKind(context, typed);
  return { ...question, resource: typed, name };
}

/** It is asked about even so. */
export async function warnOfKind(context: Context, typed: string): Promise<void> {
  const [resource = '', ...group] = typed.toLowerCase().split('.');
  const place = group.length > 0 ? ` in group '${group.join('.')}'` : '';
  await warn(context, `the server doesn't have a resource type '${resource}'${place}\n`);
}

async function check(context: Context, question: Question): Promise<void> {
  const { flags } = context;
  const { verb, url, resource, group } = question;
  if (url !== '') {
    if (flags.text('subresource') !== '')
      throw new CommandError('--subresource can not be used with NonResourceURL');
    if (!urlVerbs.includes(verb)) await warn(context, `verb '${verb}' is not a known verb\n`);
    return;
  }
  if (resource === '' || flags.isOn('all-namespaces')) return;
  if (!question.namespaced)
    await warn(
      context,
      `resource '${resource}' is not namespace scoped${group === '' ? '' : ` in group '${group}'`}\n`,
    );
  if (!resourceVerbs.includes(verb)) await warn(context, `verb '${verb}' is not a known verb\n`);
}

function reviewOf(context: Context, question: Question): Record<string, unknown> {
  const { verb, url, group, resource, name } = question;
  const { flags } = context;
  const filled = (fields: Record<string, string>) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec:
      url === ''
        ? {
            resourceAttributes: filled({
              namespace: flags.isOn('all-namespaces') ? '' : context.namespace,
              verb,
              group,
              resource,
              subresource: flags.text('subresource'),
              name,
            }),
          }
        : { nonResourceAttributes: { path: url, verb } },
  };
}
