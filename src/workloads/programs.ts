/** Programs of BusyBox, as far as the course has them. */
export const busyboxPrograms: readonly string[] =
  'sh ash awk base64 basename cat chmod cp cut date df dirname du echo env expr false find free getent grep head hostname id kill ln ls md5sum mkdir mktemp mv nc nslookup ping pgrep pidof printenv printf ps pwd readlink realpath rm rmdir sed seq sha256sum sleep sort stat tail tar tee test time timeout top touch tr traceroute true uname uniq uptime vi wc wget which whoami xargs yes ['.split(
    ' ',
  );

/** Programs of a slim Debian image: no ps, no ping, no curl. */
export const debianPrograms: readonly string[] =
  'sh bash awk base64 basename cat chmod cp cut date df dirname du echo env expr false find getent grep head hostname id ln ls md5sum mkdir mktemp mv perl printenv printf pwd readlink realpath rm rmdir sed seq sha256sum sleep sort stat tail tar tee test timeout touch tr true uname uniq wc whoami xargs yes ['.split(
    ' ',
  );
