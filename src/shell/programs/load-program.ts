import type { Program } from '#process/program.ts';

/** By file. */
const programs: readonly (readonly [
  names: string,
  load: (name: string) => Promise<Program | undefined>,
])[] = [
  [
    'arch basename clear dirname false hostname nproc seq sleep sync true tty uname whoami',
    async (name) => (await import('./small.ts')).small[name],
  ],
  ['awk gawk', async () => (await import('./awk/awk.ts')).awk],
  ['base64', async () => (await import('./base64.ts')).base64],
  ['cat head tail tee wc yes', async (name) => (await import('./streams.ts')).streams[name]],
  ['chmod', async () => (await import('./chmod.ts')).chmod],
  ['column', async () => (await import('./column.ts')).column],
  ['comm', async () => (await import('./comm.ts')).comm],
  ['cp mkdir mv rm rmdir touch', async (name) => (await import('./file-moves.ts')).fileMoves[name]],
  ['cut', async () => (await import('./cut.ts')).cut],
  ['date', async () => (await import('./date.ts')).date],
  ['diff', async () => (await import('./diff/diff.ts')).diff],
  ['du', async () => (await import('./du.ts')).du],
  ['egrep fgrep grep', async () => (await import('./grep.ts')).grep],
  ['expand unexpand', async (name) => (await import('./expand.ts')).tabs[name]],
  ['expr', async () => (await import('./expr.ts')).expr],
  ['find', async () => (await import('./find/find.ts')).find],
  ['fold', async () => (await import('./fold.ts')).fold],
  ['groups id', async (name) => (await import('./id.ts')).identities[name]],
  ['gunzip gzip zcat', async (name) => (await import('./gzip/gzip.ts')).gzips[name]],
  ['join', async () => (await import('./join.ts')).join],
  ['jq', async () => (await import('./jq/jq.ts')).jq],
  ['ls', async () => (await import('./ls.ts')).ls],
  [
    'md5sum sha1sum sha256sum sha512sum',
    async (name) => (await import('./checksums.ts')).checksums[name],
  ],
  ['mktemp', async () => (await import('./mktemp.ts')).mktemp],
  ['nl', async () => (await import('./nl.ts')).nl],
  ['od', async () => (await import('./od/od.ts')).od],
  ['paste', async () => (await import('./paste.ts')).paste],
  ['readlink', async () => (await import('./readlink.ts')).readlink],
  ['realpath', async () => (await import('./realpath.ts')).realpath],
  ['rev', async () => (await import('./rev.ts')).rev],
  ['sed', async () => (await import('./sed/sed.ts')).sed],
  ['sort', async () => (await import('./sort.ts')).sort],
  ['split', async () => (await import('./split/split.ts')).split],
  ['stat', async () => (await import('./stat.ts')).stat],
  ['strings', async () => (await import('./strings.ts')).strings],
  ['tac', async () => (await import('./tac.ts')).tac],
  ['tr', async () => (await import('./tr/tr.ts')).tr],
  ['tree', async () => (await import('./tree.ts')).tree],
  ['uniq', async () => (await import('./uniq.ts')).uniq],
  ['yq', async () => (await import('./yq.ts')).yq],
];

const loads = new Map(
  programs.flatMap(([names, load]) => names.split(' ').map((name) => [name, load] as const)),
);

export const programNames: readonly string[] = [...loads.keys()];

/** Undefined where there is no such program. */
export async function loadProgram(name: string): Promise<Program | undefined> {
  return loads.get(name)?.(name);
}
