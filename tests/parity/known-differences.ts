/** A line whose two outputs are known to differ. */
export interface KnownDifference {
  because: string;
  /** Chance makes them equal now and then: only the exit code is compared. */
  sometimes?: boolean;
}

const goMap = 'the real one prints labels in the order of a Go map, which is random';
const pace =
  'the cluster runs twenty times faster than the real one reads it: it sees the rollout at other moments';
const attach =
  'for the same reason the pod has ended when the real one attaches, and it says that it reads the log instead';
/** By state and line, each with the reason. One that no longer differs fails the test. */
export const knownDifferences: ReadonlyMap<string, KnownDifference> = new Map<
  string,
  KnownDifference
>([
  ['bookinfo: kubectl annotate deploy/details-v1 --list', { because: goMap, sometimes: true }],
  ['bookinfo: kubectl label pods --list -l app=details', { because: goMap, sometimes: true }],
  [
    'bookinfo: kubectl diff -f rollout.yaml',
    { because: 'the dry run draws a cluster IP by chance, for each of the two', sometimes: true },
  ],
  [
    'bookinfo: kubectl drain maillage-worker --ignore-daemonsets --delete-emptydir-data',
    {
      because: 'the real one evicts pods in parallel, and names them in any order',
      sometimes: true,
    },
  ],
  ['bookinfo: kubectl rollout restart deploy/details-v1', { because: pace, sometimes: true }],
  ['bookinfo: kubectl scale deploy/details-v1 --replicas=3', { because: pace, sometimes: true }],
  ['rollout: kubectl rollout undo deploy/web', { because: pace, sometimes: true }],
  ['rollout: kubectl rollout undo deploy/web --to-revision=1', { because: pace, sometimes: true }],
  [
    'bookinfo: kubectl run client --image=curlimages/curl:8.16.0 --restart=Never --rm -i -- -sS details:9080/health',
    { because: attach, sometimes: true },
  ],
  [
    'empty: kubectl run one --image=busybox:1.37 --restart=Never --rm -i -- echo bonjour',
    { because: attach, sometimes: true },
  ],
  [
    'platform: kubectl describe namespace shop',
    {
      because:
        'the real one prints the rows of a limit range in the order of a Go map, which is random',
      sometimes: true,
    },
  ],
  ['platform: kubectl describe limitrange -n shop', { because: 'the same', sometimes: true }],
  [
    'crds: kubectl delete crd crontabs.stable.example.com',
    {
      because:
        'the real one finds the deleted kind in its discovery cache, and asks for it; ours asks discovery first',
    },
  ],
  [
    'empty: kubectl cluster-info dump --output-directory=/dev/null/x',
    { because: 'cluster-info dump is not simulated, and says so' },
  ],
  [
    'rbac: kubectl auth reconcile -f rbac.yaml',
    { because: 'auth reconcile is not simulated, and says so' },
  ],
]);
