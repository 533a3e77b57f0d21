import type { Lines } from './lines.ts';

/** What is remembered of what was applied. */
export const remembering: Lines = {
  empty: [
    'kubectl apply view-last-applied po --as=jeanne',
    'kubectl apply view-last-applied ns/default svc -o absent',
    'kubectl apply view-last-applied -o absent',
    'kubectl apply view-last-applied absent x -o absent',
    'kubectl apply view-last-applied ns absent -o absent',
    'kubectl apply view-last-applied pod/once -l "(a)" --all',
    'kubectl apply view-last-applied pods -l a=b --all',
  ],
  platform: [
    'kubectl apply view-last-applied pdb -n shop -l "=x" --all',
    'kubectl apply view-last-applied pdb -n shop -l "a=x" --all',
    'kubectl apply view-last-applied pdb -n shop --all -l "a=x"',
    'kubectl apply view-last-applied pdb -l "a=x" --all',
    'kubectl apply view-last-applied pdb -l "a=x" --all -o x',
    'kubectl apply view-last-applied -l "a=x" --all',
    'kubectl apply view-last-applied -f platform.yaml -l "a=x" --all',
    'kubectl apply view-last-applied pdb/x -l "a=x" --all',
    'kubectl apply view-last-applied pdb -l " " --all -n shop',
    'kubectl apply view-last-applied pdb -n shop',
    'kubectl apply view-last-applied pdb -n shop --all',
    'kubectl apply view-last-applied pdb,sts -n shop --all',
    'kubectl apply view-last-applied pdb,sts -n shop',
    'kubectl apply view-last-applied pdb/x -n shop --all -l a=b',
    'kubectl apply view-last-applied pdb x -n shop --all -l a=b',
    'kubectl apply view-last-applied absent -n shop --all -l a=b',
    'kubectl apply view-last-applied -f platform.yaml -n shop --all -l a=b',
    'kubectl apply view-last-applied -f platform.yaml pdb -n shop --all -l a=b',
    'kubectl apply view-last-applied -n shop --all -l a=b',
    'kubectl apply view-last-applied pdb -n shop -l a=b',
    'kubectl apply view-last-applied pdb --all',
  ],
  'failing-images': ['kubectl apply view-last-applied -f rbac.yaml -l a=b'],
};

export const rememberingLate: Lines = {
  empty: [
    'kubectl apply set-last-applied',
    'kubectl apply set-last-applied -f absent -o x',
    'kubectl apply set-last-applied -f rbac.yaml --create-annotation',
    'kubectl apply set-last-applied -f rbac.yaml --create-annotation=true --dry-run=server',
    'kubectl apply set-last-applied -f absent.yaml -o absent --cluster=absent',
    'kubectl apply set-last-applied -f absent -o x',
    'kubectl apply set-last-applied -f rbac.yaml -o x --context=absent',
  ],
  platform: [
    'kubectl apply set-last-applied -f rbac.yaml -n shop',
    'kubectl apply set-last-applied -f rbac.yaml',
    'kubectl apply set-last-applied -f platform.yaml',
    'kubectl apply set-last-applied -f platform.yaml -n x',
    'kubectl apply set-last-applied -f platform.yaml --dry-run=client -o yaml',
    'kubectl apply set-last-applied -f platform.yaml --as=jeanne',
    'kubectl apply set-last-applied -f crds.yaml --as=jeanne --create-annotation',
  ],
  'crash-loops': [
    'kubectl apply edit-last-applied -f crash-loops.yaml -n default',
    'kubectl apply edit-last-applied pod/once',
  ],
};
