const words = new Set(
  ['', '~', 'y', 'Y', 'n', 'N'].concat(
    ['yes', 'no', 'true', 'false', 'on', 'off', 'null'].flatMap((word) => [
      word,
      `${word[0]?.toUpperCase()}${word.slice(1)}`,
      word.toUpperCase(),
    ]),
    ['', '+', '-'].flatMap((sign) => ['.inf', '.Inf', '.INF'].map((word) => sign + word)),
    ['.nan', '.NaN', '.NAN'],
  ),
);

const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const integer = /^[-+]?(0b[01]+|0x[\da-f]+|0o?[0-7]+|0|[1-9]\d*)$/i;
const base60 = /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/;
const date =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

/** go-yaml v2's resolve: would this text, written bare, read as text? */
export function resolvesToText(value: string): boolean {
  if (words.has(value)) return false;
  if (!/^[-+.\d]/.test(value)) return true;
  const plain = value.replaceAll('_', '');
  return !(float.test(plain) || integer.test(plain) || base60.test(value) || isDate(value));
}

function isDate(value: string): boolean {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = date.exec(value) ?? [];
  if (year === undefined) return false;
  const hasClock = value.length > 10 && /[Tt ]/.test(value);
  if (hasClock && value.includes(' ') === (zone !== undefined)) return false;
  const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= lastDay &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60
  );
}
