import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '#cluster/clock/random.ts';

const folder = 'tests/parity/files';

/** The documents of the course's manifests, each a text. */
const sources: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/^---\n/m))
  .filter((text) => text.trim() !== '');

const pick = <T>(random: Random, from: readonly [T, ...T[]]): T =>
  from[random.below(from.length)] ?? from[0];

type Damage = (random: Random, lines: readonly string[]) => readonly string[];

const indentOf = (line: string): string => /^[ -]*/.exec(line)?.[0].replaceAll('-', ' ') ?? '';

/** What a value becomes, whatever its type was. */
const values = [
  'null',
  '~',
  '""',
  '[]',
  '{}',
  'true',
  'NO',
  'off',
  '0755',
  '1e3',
  '1e400',
  '-1',
  '1.5',
  '.nan',
  '9007199254740993',
  '99999999999999999999999999',
  '12:30:45',
  '"3"',
  '!!binary x',
  '!absent x',
  '*absent',
  '2026-01-15',
  '[1, [2, {a: b}]]',
  '{__proto__: {polluted: 1}}',
  '__proto__',
  'constructor',
  'UPPER_case',
  '"\\u0000"',
  '"\\ud800"',
  '👩‍💻',
  '|',
  '>-',
  "'",
  '"',
  '[',
  '{',
  '100%',
  '1Gi',
  '-5m',
  'a: b: c',
  `${'x'.repeat(300)}`,
] as const;

const keys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'name',
  'metadata',
  'spec',
  'replicas',
  'finalizers',
  'ownerReferences',
  'deletionTimestamp',
  'resourceVersion',
  'uid',
  '<<',
  '? a',
  'x'.repeat(2000),
] as const;

/** One line becomes others. */
function onLine(change: (random: Random, line: string) => readonly string[]): Damage {
  return (random, lines) => {
    const at = random.below(lines.length);
    return lines.toSpliced(at, 1, ...change(random, lines[at] ?? ''));
  };
}

const aliasBomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, at) => {
    const before = 'abcdefghi'.charAt(at);
    return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`;
  }),
];

const damages: readonly [Damage, ...Damage[]] = [
  onLine(() => []),
  onLine((_, line) => [line, line]),
  onLine((random, line) => [line.replace(/:.*$/, () => `: ${pick(random, values)}`)]),
  onLine((random, line) => [line.replace(/:.*$/, () => `: ${pick(random, values)}`)]),
  onLine((random, line) => [line.replace(/:.*$/, () => `: ${pick(random, values)}`)]),
  onLine((random, line) => [line.replace(/[\w-]+(?=:)/, () => pick(random, keys))]),
  onLine((random, line) => [
    line,
    `${indentOf(line)}${pick(random, keys)}: ${pick(random, values)}`,
  ]),
  onLine((random, line) => [`${' '.repeat(random.below(9))}${line.trimStart()}`]),
  onLine((_, line) => [line.replace(/^ +/, '\t')]),
  onLine((_, line) => [line.replaceAll(' ', '\u00a0')]),
  onLine((_, line) => [line.replace(/: (.*)$/, ': “$1”')]),
  onLine((_, line) => [`${line}\r`]),
  onLine((random, line) => {
    const at = random.below(line.length + 1);
    return [line.slice(0, at) + String.fromCharCode(random.below(300)) + line.slice(at)];
  }),
  onLine((_, line) => ['---', line]),
  onLine((_, line) => [line.replace(/: (.*)$/, ': &a [*a, $1]')]),
  onLine((random, line) => {
    const depth = pick(random, [10, 300, 20_000]);
    return [`${indentOf(line)}x: ${'['.repeat(depth)}${']'.repeat(depth)}`];
  }),
  onLine((random, line) => {
    const depth = pick(random, [10, 300, 3_000]);
    return [`${indentOf(line)}x: ${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`];
  }),
  (_, lines) => [...aliasBomb, ...lines],
  (_, lines) => [`\ufeff${lines[0] ?? ''}`, ...lines.slice(1)],
  (random, lines) => lines.slice(0, random.below(lines.length + 1)),
  (random, lines) => lines.slice(random.below(lines.length + 1)),
  (random, lines) => [
    ...lines,
    '---',
    ...pick(random, [sources[0] ?? '', '42', 'null', '[]', '{}', '<html></html>']).split('\n'),
  ],
  (random, lines) => [...lines.slice(random.below(lines.length)), ...lines],
];

/** A manifest of the course with one to four things done to it. */
export function damagedManifest(random: Random): string {
  let lines: readonly string[] = (sources[random.below(sources.length)] ?? '').split('\n');
  for (let times = 1 + random.below(4); times > 0; times -= 1)
    lines = pick(random, damages)(random, lines.length > 0 ? lines : ['']);
  return lines.join('\n');
}

const commands = [
  'kubectl apply -f',
  'kubectl apply -f',
  'kubectl apply --server-side -f',
  'kubectl create -f',
  'kubectl replace -f',
  'kubectl delete --wait=false -f',
  'kubectl apply --dry-run=client -o yaml -f',
  'kubectl diff -f',
  'kubectl get -f',
  'kubectl create --validate=ignore -f',
  'kubectl apply --dry-run=server -f',
  "printf 'resources: [damaged.yaml]' > kustomization.yaml; kubectl kustomize . #",
  'yq .',
] as const;

/** The line that hands a manifest to a program. */
export function manifestLine(random: Random, path: string): string {
  return `${pick(random, commands)} ${path}`;
}
