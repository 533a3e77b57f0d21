import { laterProgram } from '#process/later-program.ts';
import type { Program } from '#process/program.ts';

/** That they are there is known from the start, and no more: where their code is comes with the first that is run. */
const names =
  'arch awk base64 basename cat chmod clear column comm cp cut date diff dirname du egrep expand expr false fgrep find fold gawk grep groups gunzip gzip head hostname id join jq ls md5sum mkdir mktemp mv nl nproc od paste readlink realpath rev rm rmdir sed seq sha1sum sha256sum sha512sum sleep sort split stat strings sync tac tail tee touch tr tree true tty uname unexpand uniq wc whoami yes yq zcat'.split(
    ' ',
  );

/** The text and file programs of a Unix system, each loaded at its first use. */
export const corePrograms: ReadonlyMap<string, Program> = new Map<string, Program>(
  names.map((name) => [
    name,
    laterProgram(async () => (await import('./load-program.ts')).loadProgram(name)),
  ]),
);
