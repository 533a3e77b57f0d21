import type { Lines } from './lines.ts';

/** A request may take that long, what it is answered with included: a watch ends in silence, a log does not. */
export const timedOut: Lines = {
  bookinfo: [
    'kubectl get pods -w --request-timeout=300ms',
    'kubectl get svc details -w --request-timeout=300ms -o name',
    'kubectl get svc details --watch-only --request-timeout=300ms -o yaml',
    'kubectl get deploy -w --request-timeout=300ms --output-watch-events',
    'kubectl get pods --watch-only --request-timeout=1',
    'kubectl get absent -w --request-timeout=300ms',
    'kubectl events -w --request-timeout=300ms --for deploy/details-v1',
    'kubectl get --raw /api/v1/namespaces/default/services?watch=1 --request-timeout=300ms',
    'kubectl logs deploy/details-v1 --request-timeout=300ms',
    'kubectl logs -f deploy/details-v1 --tail=1 --request-timeout=300ms',
    'kubectl logs -f -l app=reviews --tail=0 --prefix --request-timeout=300ms',
    'kubectl logs -f -l app=reviews --tail=0 --ignore-errors --request-timeout=300ms',
    'kubectl exec deploy/details-v1 --request-timeout=300ms -- sleep 1',
    'kubectl wait deploy details-v1 --for=condition=x --timeout=1s --request-timeout=300ms',
    'kubectl wait deploy details-v1 --for=delete --timeout=1s --request-timeout=300ms',
    'kubectl wait deploy x --for=create --timeout=1s --request-timeout=300ms',
    'kubectl get svc details --request-timeout=-1',
    'kubectl get svc details --request-timeout=-1s',
    'kubectl get svc details --request-timeout=+5',
    'kubectl get svc details --request-timeout=0x5',
    'kubectl get svc details --request-timeout=1_0',
    'kubectl get svc details --request-timeout=1.5',
    'kubectl get svc details --request-timeout=1m30s',
  ],
  rollout: [
    'kubectl rollout status deploy/web --timeout=700ms --request-timeout=300ms',
    'kubectl rollout status deploy/web --timeout=2500ms --request-timeout=1100ms',
  ],
};
