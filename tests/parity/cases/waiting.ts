import type { Lines } from './lines.ts';

/** Conditions that are waited for. */
export const awaited: Lines = {
  empty: [
    'kubectl wait node maillage-worker --all --for=condition=Ready --timeout=1s',
    'kubectl wait --all --for=condition=Ready --timeout=1s',
    'kubectl wait node --all --for=condition=Ready --timeout=1s',
    'kubectl wait absent,pods --all --for=x --timeout=1s --request-timeout=x',
    'kubectl wait absent,pods --all --for=delete --timeout=1s --request-timeout=x',
    'kubectl wait pods --for=x --timeout=1s -o x',
    'kubectl wait po a --for=jsonpath=',
    'kubectl wait po a --for=jsonpath=x',
    'kubectl wait po a --for=jsonpath=x=',
    'kubectl wait po a --for=jsonpath=x=y=z',
    'kubectl wait po a --for=jsonpath={',
    'kubectl wait po a --for=jsonpath={.x}=={.y}',
    'kubectl wait node maillage-worker --for=jsonpath={.kind} --timeout=1s',
    'kubectl wait node maillage-worker --for=jsonpath={.metadata.labels} --timeout=1s',
    'kubectl wait node maillage-worker --for=jsonpath={.metadata.labels}=x --timeout=1s',
    'kubectl wait node maillage-worker --for=jsonpath={.absent} --timeout=1s',
    'kubectl wait node maillage-worker --for=jsonpath=.kind=Node --timeout=1s',
    'kubectl wait node maillage-worker --for=jsonpath=kind=Node --timeout=1s',
    "kubectl wait node maillage-worker --for=jsonpath='{..name}'=Node --timeout=1s",
    'kubectl wait node maillage-worker --for=condition --timeout=1s',
    'kubectl wait node maillage-worker --for=condition= --timeout=1s',
    'kubectl wait node maillage-worker --for=condition=Ready=TRUE --timeout=1s',
    'kubectl wait node maillage-worker --for=condition=ready=a=b --timeout=1s',
    'kubectl wait node maillage-worker --for= --timeout=1s',
    'kubectl wait node maillage-worker --timeout=1s',
    'kubectl wait pods -l a=b --all --for=delete',
  ],
  'failing-images': ['kubectl wait -f rbac.yaml -l a=b --for=delete --timeout=1s'],
  jobs: [
    "kubectl wait job,po --all --for=jsonpath='{.status.phase}' --timeout=1s",
    'kubectl wait job/pi job/absent --for=delete --timeout=1s',
    'kubectl wait job/pi job/many po/absent --for=delete --timeout=1s',
  ],
};
