import type { Lines } from './lines.ts';

/** What is read from files, and built from folders. */
export const sent: Lines = {
  empty: [
    'kubectl diff -f rollout.yaml --cluster=absent',
    'kubectl diff --cluster=absent',
    'kubectl kustomize kustomize/base --load-restrictor=x',
    'kubectl kustomize kustomize/base --load-restrictor=LoadRestrictionsNone',
    'kubectl kustomize a b --load-restrictor=x',
    'kubectl delete pods -l "(a)" --all --dry-run=client',
    'kubectl kustomize kustomize/base -o /dev/null',
    'kubectl kustomize kustomize/base -o /dev/null/x',
    'kubectl kustomize kustomize/base -o absent/x',
    'kubectl kustomize kustomize/base --output=',
    'kubectl kustomize absent -o /dev/null/x',
  ],
  terminating: [
    'kubectl get -f terminating.yaml -n absent',
    'kubectl describe -f terminating.yaml -n absent',
    'kubectl diff -f terminating.yaml --server-side',
    'kubectl diff -f terminating.yaml',
  ],
  'failing-images': [
    'kubectl describe -f rbac.yaml -l a=b',
    'kubectl get -f rbac.yaml -l a=b',
    'kubectl diff -f rbac.yaml -l a=b',
  ],
  'crash-loops': ['kubectl diff -f crash-loops.yaml', 'kubectl diff -f rbac.yaml'],
};

export const sentLate: Lines = {
  empty: [
    'kubectl replace --context=absent',
    'kubectl replace',
    'kubectl replace --grace-period=1 --user=absent',
    'kubectl replace -f absent --context=absent',
    'kubectl apply --context=absent',
    'kubectl apply --dry-run=x',
    'kubectl apply --dry-run=x --context=absent',
    'kubectl apply -f rbac.yaml --dry-run=client --server-side --context=absent',
    'kubectl apply -f rbac.yaml --force-conflicts --context=absent',
    'kubectl apply -f rbac.yaml --validate=x --context=absent',
    'kubectl apply -f rbac.yaml --validate=x -o x',
    'kubectl apply -f rbac.yaml --subresource=status -o x',
    'kubectl apply -f rbac.yaml --subresource=x',
    'kubectl apply -f rbac.yaml --subresource=x --server-side',
    'kubectl apply -f rbac.yaml --subresource=status --server-side',
    'kubectl apply -f rbac.yaml --all -l a=b',
    'kubectl delete ev absent',
    'kubectl apply -f rbac.yaml -o json',
    'kubectl apply -f rbac.yaml -o kyaml',
    'kubectl apply -f rbac.yaml -o jsonpath={.kind}',
    "kubectl apply -f rbac.yaml -o go-template='{{call .kind}}'",
  ],
  bookinfo: [
    'kubectl apply -f bookinfo.yaml --record -o name',
    'kubectl apply -f rollout.yaml --record -o yaml',
    'kubectl apply -f rollout.yaml --record --server-side -o yaml',
    'kubectl apply -f bookinfo.yaml --subresource=status --server-side',
    'kubectl apply -f bookinfo.yaml --subresource=scale --server-side',
  ],
  terminating: ['kubectl delete -f terminating.yaml -n absent --wait=false'],
  'failing-images': ['kubectl delete -f rbac.yaml -l a=b', 'kubectl apply -f rbac.yaml -l a=b'],
  'crash-loops': ['kubectl edit pod once', 'kubectl edit deploy crash -o json'],
};
