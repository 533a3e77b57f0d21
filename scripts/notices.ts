import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a library's own file for browsers holds. */
function usedBy(library: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `utilisé par ${library}`]));
}

/** The packages whose code reaches a reader's browser, with the reason. Everything else serves the build only. */
export const shipped: Readonly<Record<string, string>> = {
  '@marcbachmann/cel-js': 'règles CEL des définitions de ressources (CRD)',
  '@noble/ed25519': 'signature du formateur, dans une salle',
  '@noble/hashes': 'empreintes des certificats et des jetons',
  '@orama/stemmers': 'racines des mots français dans la recherche',
  '@xterm/addon-fit': 'taille du terminal',
  '@xterm/xterm': 'terminal des labos',
  '@nanostores/react': 'lien entre les états de session et React',
  fflate: 'gzip du terminal ; état d’un chapitre dans un LMS (paquets SCORM)',
  'just-bash': 'expressions régulières du terminal qui pourraient ne pas finir',
  'kubernetes-models': 'champs et documentation des objets Kubernetes',
  minisearch: 'recherche',
  mqtt: 'salle : client du broker',
  ...usedBy('mqtt', [
    'mqtt-packet',
    'mqtt/node_modules/buffer',
    'mqtt/node_modules/lru-cache',
    'mqtt/node_modules/readable-stream',
    'abort-controller',
    'base64-js',
    'broker-factory',
    'debug',
    'event-target-shim',
    'events',
    'fast-unique-numbers',
    'ieee754',
    'ms',
    'process',
    'rfdc',
    'string_decoder',
    'worker-timers',
    'worker-timers-broker',
  ]),
  nanostores: 'progression et labo en cours',
  react: 'quiz, comparatif, labo',
  'react-dom': 'quiz, comparatif, labo',
  scheduler: 'utilisé par react-dom',
  unbash: 'lecture des lignes de commande',
  uqr: 'salle : QR code',
  yaml: 'lecture des manifestes',
};

const file = 'THIRD-PARTY-NOTICES.md';

function licenceText(folder: string): string {
  const name = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return name ? readFileSync(join(folder, name), 'utf8').trim() : 'Texte absent du paquet.';
}

function notice(name: string): string {
  const folder = join('node_modules', name);
  if (!existsSync(folder))
    throw new Error(`${name} n’est pas installé : corrigez la liste de scripts/notices.ts.`);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = licenceText(folder).replaceAll('\r\n', '\n');
  return `## ${name} ${version} (${license})\n\nUsage : ${shipped[name]}.\n\n\`\`\`text\n${text}\n\`\`\`\n`;
}

/** The notice as it should be on disk. */
export function renderNotices(): string {
  const head =
    '# Bibliothèques livrées avec le site\n\nFichier produit par `npm run notices`. Les polices Bricolage Grotesque et Literata sont sous SIL OFL 1.1 (`src/styles/fonts/`).\n\nLes textes d’aide de kubectl et la documentation des champs viennent de Kubernetes, les pages de l’application d’exemple Bookinfo d’Istio (Copyright The Kubernetes Authors, Copyright Istio Authors ; Apache-2.0, texte dans `LICENSE`).\n';
  return [head, ...Object.keys(shipped).sort().map(notice)].join('\n');
}

if (import.meta.main) writeFileSync(file, renderNotices());
