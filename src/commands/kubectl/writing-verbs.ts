import { apply } from './apply.ts';
import { autoscale } from './autoscale.ts';
import type { Verb } from './context.ts';
import { create } from './create.ts';
import { generatedVerbs } from './create/generated.ts';
import { createJob } from './create/job.ts';
import { createClusterRole, createRole } from './create/roles.ts';
import { createToken } from './create/token.ts';
import { deleteVerb } from './delete.ts';
import { drain } from './drain.ts';
import { expose } from './expose.ts';
import { annotate, label } from './label.ts';
import { cordon, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { replace } from './replace.ts';
import { rolloutHistory } from './rollout/history.ts';
import { rolloutStatus } from './rollout/status.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/switches.ts';
import { rolloutUndo } from './rollout/undo.ts';
import { scale } from './scale.ts';
import { setSelector, setServiceAccount, setSubject } from './set/accounts.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setResources } from './set/resources.ts';
import { taint } from './taint.ts';
import { waitVerb } from './wait.ts';
import { attach } from './attach.ts';
import { cp } from './cp.ts';
import { exec } from './exec.ts';
import { logs } from './logs.ts';
import { portForward } from './port-forward.ts';
import { run } from './run.ts';
import { completion, pluginList, proxy } from './absent-verbs.ts';
import { setLastApplied, viewLastApplied } from './apply/last-applied.ts';
import { certificateApprove, certificateDeny } from './certificate/decide.ts';
import { kustomize } from './kustomize.ts';
import { debug } from './debug.ts';
import { diff } from './diff.ts';
import { edit, editLastApplied } from './edit.ts';

/** The verbs that write, and those that enter containers, by path. */
export const writingVerbs: readonly (readonly [string, Verb])[] = [
  ...generatedVerbs,
  ['annotate', annotate],
  ['apply', apply],
  ['autoscale', autoscale],
  ['cordon', cordon],
  ['create', create],
  ['create clusterrole', createClusterRole],
  ['create job', createJob],
  ['create role', createRole],
  ['create token', createToken],
  ['delete', deleteVerb],
  ['drain', drain],
  ['expose', expose],
  ['label', label],
  ['patch', patch],
  ['replace', replace],
  ['rollout history', rolloutHistory],
  ['rollout pause', rolloutPause],
  ['rollout restart', rolloutRestart],
  ['rollout resume', rolloutResume],
  ['rollout status', rolloutStatus],
  ['rollout undo', rolloutUndo],
  ['scale', scale],
  ['set env', setEnv],
  ['set image', setImage],
  ['set resources', setResources],
  ['set selector', setSelector],
  ['set serviceaccount', setServiceAccount],
  ['set subject', setSubject],
  ['taint', taint],
  ['uncordon', uncordon],
  ['wait', waitVerb],
  ['attach', attach],
  ['cp', cp],
  ['exec', exec],
  ['logs', logs],
  ['port-forward', portForward],
  ['run', run],
  ['completion', completion],
  ['plugin list', pluginList],
  ['proxy', proxy],
  ['apply set-last-applied', setLastApplied],
  ['apply view-last-applied', viewLastApplied],
  ['certificate approve', certificateApprove],
  ['certificate deny', certificateDeny],
  ['kustomize', kustomize],
  ['debug', debug],
  ['diff', diff],
  ['edit', edit],
  ['apply edit-last-applied', editLastApplied],
];
