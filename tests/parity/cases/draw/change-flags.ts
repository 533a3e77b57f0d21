export const dryRuns = ['--dry-run=client', '--dry-run=server', '--dry-run', '--dry-run=x'];
export const changeFlags = [
  '-o name',
  '-o yaml',
  '-o absent',
  '-o json',
  '--overwrite',
  '--all',
  '--field-manager=x',
  '--local',
  '--resource-version=1',
  '--save-config',
  '--validate=false',
  '--validate=ignore',
  '--show-managed-fields',
];
