import type { Lines } from './lines.ts';

/** Rollouts and their history, and what is scaled. */
export const rolled: Lines = {
  empty: [
    'kubectl rollout history deploy/coredns -n kube-system --revision=1 -o jsonpath={.items[9]}',
    'kubectl rollout history deploy/coredns -n kube-system --revision=9 -o jsonpath={.items[9]}',
  ],
  platform: [
    'kubectl rollout history ds/agent -n shop -o yaml',
    'kubectl rollout history ds/agent -n shop -o json',
    'kubectl rollout history sts/db -n shop -o yaml',
    'kubectl rollout history sts -n shop -o json',
    'kubectl rollout history sts -n shop',
    'kubectl rollout history sts,ds -n shop -o json',
    'kubectl rollout history sts db -n shop -o json --revision=1',
    'kubectl rollout history ds -n shop -o json',
  ],
  bookinfo: [
    'kubectl rollout history deploy -o json',
    'kubectl rollout history deploy -o name',
    'kubectl rollout history deploy --revision=1 -o yaml',
    'kubectl rollout history deploy -o yaml',
    'kubectl rollout history deploy -o wide',
    'kubectl rollout history deploy absent -o wide',
  ],
  terminating: [
    'kubectl rollout history pod/absent -o x',
    'kubectl rollout history deploy/absent -o x',
    'kubectl rollout history absent -o x',
    'kubectl rollout history -o x',
    'kubectl rollout history deploy -o x',
    'kubectl rollout history deploy -o x --revision=-1',
    'kubectl rollout history pod slow-stop a b/c -o x',
    'kubectl rollout history ev,ev absent',
  ],
  'failing-images': ['kubectl rollout history -f rbac.yaml -l a=b'],
};

export const rolledLate: Lines = {
  bookinfo: [
    'kubectl scale deploy details-v1 --replicas=1 --record --dry-run=server',
    'kubectl scale deploy details-v1 --replicas=1 --record -o yaml',
    'kubectl rollout undo deploy/details-v1 -o YAMLX --cluster=absent',
    'kubectl rollout undo deploy/details-v1 -o YAMLX',
    'kubectl rollout undo po/x -o YAMLX',
    'kubectl rollout undo -o YAMLX',
    'kubectl rollout restart deploy/details-v1 -o YAMLX',
    'kubectl rollout restart -o YAMLX',
    'kubectl rollout pause deploy/absent -o YAMLX',
    'kubectl scale rs --all --replicas=3 -o jsonpath={.spec.replicas}',
    'kubectl scale deploy details-v1 --replicas=3 -o jsonpath={.spec.replicas} --current-replicas=1',
    'kubectl rollout undo deploy details-v1 -o json',
    'kubectl rollout restart deploy details-v1 -o json',
    'kubectl rollout restart deploy details-v1 -o kyaml',
    'kubectl rollout pause deploy details-v1 -o json',
    'kubectl rollout history deploy details-v1 -o json',
    'kubectl rollout undo deploy details-v1 -o go-template={{.}}',
  ],
  platform: [
    'kubectl scale sts db -n shop --replicas=3 -o json',
    'kubectl scale sts db -n shop --replicas=3 -o yaml --dry-run=client',
    'kubectl scale sts db -n shop --replicas=3 -o jsonpath={.spec.replicas} --dry-run=server',
    'kubectl rollout restart deploy web -n shop -o json',
    'kubectl rollout restart sts db -n shop -o json',
    'kubectl rollout restart ds agent -n shop -o json',
    'kubectl rollout history deploy web -n shop -o json',
  ],
  'failing-images': [
    'kubectl rollout undo -f rbac.yaml -l a=b',
    'kubectl rollout restart -f failing-images.yaml -l app=typo',
    'kubectl rollout restart -f failing-images.yaml -l a=b',
    'kubectl scale -f rbac.yaml -l a=b --replicas=1',
  ],
  rollout: [
    'kubectl scale deploy/web --timeout=1s --replicas=2',
    'kubectl scale deploy/web --timeout=1s --replicas=4',
    'kubectl scale deploy/web --timeout=5s --replicas=4',
    'kubectl scale deploy/web --timeout=100ms --replicas=5',
    'kubectl scale deploy/web --timeout=30s --replicas=2',
  ],
};
