import type { Verb } from './context.ts';

type Load = () => Promise<Verb | undefined>;

/** `create KIND`, one table for all that only make an object. */
const generated = (path: string): [string, Load] => [
  `create ${path}`,
  async () => (await import('./create/generated.ts')).generatedVerbs.get(path),
];

/** The verbs that write, and those that enter containers, by path: loaded when typed. */
export const writingVerbs: ReadonlyMap<string, Load> = new Map<string, Load>([
  ...'clusterrolebinding configmap cronjob deployment ingress namespace poddisruptionbudget priorityclass quota rolebinding serviceaccount'
    .split(' ')
    .map(generated),
  ...['docker-registry', 'generic'].map((type) => generated(`secret ${type}`)),
  ...['clusterip', 'externalname', 'loadbalancer', 'nodeport'].map((type) =>
    generated(`service ${type}`),
  ),
  ['apply', async () => (await import('./apply.ts')).apply],
  ['annotate', async () => (await import('./label.ts')).annotate],
  ['apply edit-last-applied', async () => (await import('./edit.ts')).editLastApplied],
  ['apply set-last-applied', async () => (await import('./apply/last-applied.ts')).setLastApplied],
  [
    'apply view-last-applied',
    async () => (await import('./apply/last-applied.ts')).viewLastApplied,
  ],
  ['attach', async () => (await import('./attach.ts')).attach],
  ['autoscale', async () => (await import('./autoscale.ts')).autoscale],
  ['certificate approve', async () => (await import('./certificate/decide.ts')).certificateApprove],
  ['certificate deny', async () => (await import('./certificate/decide.ts')).certificateDeny],
  ['completion', async () => (await import('./completion.ts')).completion],
  ['cordon', async () => (await import('./nodes.ts')).cordon],
  ['cp', async () => (await import('./cp.ts')).cp],
  ['create', async () => (await import('./create.ts')).create],
  ['create clusterrole', async () => (await import('./create/roles.ts')).createClusterRole],
  ['create job', async () => (await import('./create/job.ts')).createJob],
  ['create secret tls', async () => (await import('./create/secret-tls.ts')).createSecretTls],
  ['create role', async () => (await import('./create/roles.ts')).createRole],
  ['create token', async () => (await import('./create/token.ts')).createToken],
  ['debug', async () => (await import('./debug.ts')).debug],
  ['delete', async () => (await import('./delete.ts')).deleteVerb],
  ['diff', async () => (await import('./diff.ts')).diff],
  ['drain', async () => (await import('./drain.ts')).drain],
  ['edit', async () => (await import('./edit.ts')).edit],
  ['expose', async () => (await import('./expose.ts')).expose],
  ['exec', async () => (await import('./exec.ts')).exec],
  ['kustomize', async () => (await import('./kustomize.ts')).kustomize],
  ['label', async () => (await import('./label.ts')).label],
  ['logs', async () => (await import('./logs.ts')).logs],
  ['patch', async () => (await import('./patch.ts')).patch],
  ['plugin list', async () => (await import('./plugin-list.ts')).pluginList],
  ['port-forward', async () => (await import('./port-forward.ts')).portForward],
  ['replace', async () => (await import('./replace.ts')).replace],
  ['rollout history', async () => (await import('./rollout/history.ts')).rolloutHistory],
  ['rollout pause', async () => (await import('./rollout/switches.ts')).rolloutPause],
  ['rollout restart', async () => (await import('./rollout/switches.ts')).rolloutRestart],
  ['rollout resume', async () => (await import('./rollout/switches.ts')).rolloutResume],
  ['rollout status', async () => (await import('./rollout/status.ts')).rolloutStatus],
  ['rollout undo', async () => (await import('./rollout/undo.ts')).rolloutUndo],
  ['run', async () => (await import('./run.ts')).run],
  ['scale', async () => (await import('./scale.ts')).scale],
  ['set env', async () => (await import('./set/env.ts')).setEnv],
  ['set image', async () => (await import('./set/image.ts')).setImage],
  ['set resources', async () => (await import('./set/resources.ts')).setResources],
  ['set selector', async () => (await import('./set/selector.ts')).setSelector],
  ['set serviceaccount', async () => (await import('./set/accounts.ts')).setServiceAccount],
  ['set subject', async () => (await import('./set/accounts.ts')).setSubject],
  ['taint', async () => (await import('./taint.ts')).taint],
  ['uncordon', async () => (await import('./nodes.ts')).uncordon],
  ['wait', async () => (await import('./wait.ts')).waitVerb],
]);
