import type { SessionSetup } from '#schemas/messages.ts';
import { addressPrelude, prelude, quote, toBash } from './bash.ts';

export interface RealLab {
  id: string;
  title: string;
  versions: Readonly<Record<string, string>>;
  setup: Pick<SessionSetup, 'files' | 'steps'>;
}

/** The same lab as a script for a real cluster: its files, its commands, its checks. */
export function realClusterScript({ id, title, versions, setup }: RealLab): string {
  const { files, steps = [] } = setup;
  const made = Object.entries(versions).map(([tool, version]) => `${tool} ${version}`);
  const hasAddress = steps.some(({ check }) => /\baddress /.test(toBash(check)));
  return `${[
    '#!/usr/bin/env bash',
    `# ${title}`,
    `# Écrit pour ${made.join(', ')}.`,
    `#`,
    `#   bash ${id}.sh --kind     crée un cluster kind, puis y joue le labo`,
    `#   bash ${id}.sh --k3d      de même avec k3d`,
    `#   bash ${id}.sh --actuel   joue le labo sur le cluster que kubectl vise`,
    `#`,
    `# Chaque étape affiche ses commandes, les exécute, puis attend que sa vérification soit vraie.`,
    '# Les vérifications sont appelées par leur nom, et les textes sont français.',
    '# shellcheck disable=SC2317,SC2329,SC1112',
    'set -u -o pipefail',
    '',
    ...start(id),
    '',
    prelude,
    '',
    ...(hasAddress ? [addressPrelude, ''] : []),
    ...player,
    '',
    ...Object.entries(files).flatMap(([path, text]) => writeFile(path, text)),
    ...steps.flatMap(({ title: step, commands, check }, at) => [
      `title ${quote(`${at + 1}/${steps.length} ${step}`)}`,
      ...commands.flatMap(runCommand),
      `check_${at + 1}() { ${toBash(check)}; }`,
      `await check_${at + 1}`,
      '',
    ]),
    `title 'Toutes les étapes sont faites.'`,
  ].join('\n')}\n`;
}

function start(id: string): string[] {
  return [
    `for tool in kubectl jq curl; do`,
    `  command -v "$tool" >/dev/null || { echo "Il manque $tool." >&2; exit 2; }`,
    'done',
    `export KUBECONFIG=\${KUBECONFIG:-$HOME/.kube/config}`,
    // The lab writes in its home folder: a new one, so that yours stays as it is.
    'export HOME=${TMPDIR:-/tmp}/maillage-$$',
    'mkdir -p "$HOME" && cd "$HOME" || exit 1',
    `trap 'kill $(jobs -p) 2>/dev/null' EXIT`,
    `case \${1:-} in`,
    `  --kind) kind create cluster --name ${quote(id)} || exit 1 ;;`,
    `  --k3d) k3d cluster create ${quote(id)} || exit 1 ;;`,
    `  --actuel) kubectl cluster-info >/dev/null || exit 1 ;;`,
    `  *) echo "Dites --kind, --k3d ou --actuel." >&2; exit 2 ;;`,
    'esac',
  ];
}

const player = [
  `title() { printf '\\n== %s\\n' "$1"; }`,
  '',
  '# run : la commande se lit sur l’entrée, et s’exécute ici : cd et export durent.',
  'run() {',
  '  local command',
  '  command=$(cat)',
  `  printf '$ %s\\n' "$command"`,
  '  eval "$command"',
  '}',
  '',
  '# await FONCTION : deux minutes au plus.',
  'await() {',
  '  local tries',
  '  for ((tries = 0; tries < 60; tries++)); do',
  `    if "$1"; then`,
  `      echo '✓ étape faite'`,
  '      return',
  '    fi',
  '    sleep 2',
  '  done',
  `  echo '✗ la vérification de l’étape est encore fausse' >&2`,
  '  exit 1',
  '}',
];

function writeFile(path: string, text: string): string[] {
  const folder = path.includes('/')
    ? [`mkdir -p ${quote(path.slice(0, path.lastIndexOf('/')))}`]
    : [];
  return [...folder, `cat >${quote(path)} ${hereDocument(text.replace(/\n$/, ''))}`, ''];
}

function runCommand(command: string): string[] {
  return [`run ${hereDocument(command)}`];
}

/** Ends with a word that no line of the text is. */
function hereDocument(text: string): string {
  let end = 'FIN';
  while (text.split('\n').includes(end)) end += '_';
  return `<<'${end}'\n${text}\n${end}`;
}
