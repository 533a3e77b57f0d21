import type { Program } from '#process/program.ts';

/** Programs of ours: they stream, or they are too common to wait for the toolbox. */
const nativeNames =
  'basename cat clear cp date dirname false grep egrep fgrep head hostname ls mkdir mv paste rm rmdir seq sleep sort tail tee touch true uname uniq wc whoami yes id nproc sync tty arch yq'.split(
    ' ',
  );

/** Programs of just-bash, which is loaded when one of them is run. */
const toolboxNames =
  'awk base64 chmod column comm cut diff du expand expr file find fold gunzip gzip join jq md5sum nl od readlink rev rg sed sha1sum sha256sum split stat strings tac tr tree unexpand zcat'.split(
    ' ',
  );

const native =
  (name: string): Program =>
  async (process) => {
    const { nativePrograms } = await process.time.hold(import('./native.ts'));
    return (await nativePrograms.get(name)?.(process)) ?? 127;
  };

const toolbox: Program = async (process) => {
  const { runInToolbox } = await process.time.hold(import('./toolbox.ts'));
  return runInToolbox(process);
};

/** The text and file programs of a Unix system, each loaded at its first use. */
export const corePrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...nativeNames.map((name): [string, Program] => [name, native(name)]),
  ...toolboxNames.map((name): [string, Program] => [name, toolbox]),
]);
