import type { Lines } from './lines.ts';

/** What else is asked of a cluster. */
export const asked: Lines = {
  empty: [
    'kubectl top pods --sort-by=x',
    'kubectl top nodes --sort-by=x',
    'kubectl top nodes a b',
    'kubectl top pods --sort-by=cpu x y',
    'kubectl top pods a -l b=c',
    'kubectl top pods -l =',
    'kubectl top nodes -l =',
    'kubectl top pods --field-selector=x',
    'kubectl top pods --field-selector=x=y --context=absent',
    'kubectl top pods',
    'kubectl events --for=/a',
    'kubectl events --for=a/',
    'kubectl get /a',
    'kubectl get ev absent',
    'kubectl events --for pod/',
    'kubectl describe ev absent',
    'kubectl describe ev,ev absent',
    'kubectl describe ev coredns -n kube-system',
    'kubectl describe ev absent --warnings-as-errors',
    'kubectl get ev --warnings-as-errors -n absent',
    'kubectl auth can-i * / --as-group=ops --subresource=absent',
    'kubectl auth can-i get / --subresource=absent',
    'kubectl auth can-i get pods --no-headers --as-group=ops',
    'kubectl auth can-i get absent --as-group=ops',
  ],
  rbac: [
    'kubectl get pods absent -n team --as=jeanne',
    'kubectl get deploy web -n team --as=jeanne',
    'kubectl describe pods absent -n team --as=jeanne',
  ],
};

export const askedLate: Lines = {
  empty: [
    'kubectl certificate approve --context=absent',
    'kubectl certificate approve x --context=absent -o x',
    'kubectl certificate approve -o x',
  ],
};
