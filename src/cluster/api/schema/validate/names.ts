/**
 * What names and keys must be, and the sentences that say so: apimachinery/pkg/util/validation/validation.go,
 * v1.35. A function gives the sentences that a value deserves, none when it is good.
 */
export type Rule = (value: string) => string[];

function longest(value: string, bytes: number): string[] {
  return value.length > bytes ? [`must be no more than ${bytes} bytes`] : [];
}

/** `msg (e.g. 'a',  or 'b', regex used for validation is '…')` */
function sentence(text: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${text} (regex used for validation is '${pattern}')`;
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${text} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

function matching(pattern: string, text: string, ...examples: readonly string[]): Rule {
  const whole = new RegExp(`^(?:${pattern})$`);
  const told = sentence(text, pattern, ...examples);
  return (value) => (whole.test(value) ? [] : [told]);
}

const alphanumeric = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label = matching(
  alphanumeric,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  'my-name',
  '123-abc',
);
const subdomain = matching(
  `${alphanumeric}(\\.${alphanumeric})*`,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);
const label1035 = matching(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
);
const qualifiedText =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const qualifiedExamples = ['MyName', 'my.name', '123-abc'];
const qualifiedPattern = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const qualifiedPart = matching(qualifiedPattern, qualifiedText, ...qualifiedExamples);

export const dnsLabel: Rule = (value) => [...longest(value, 63), ...label(value)];
export const dnsSubdomain: Rule = (value) => [...longest(value, 253), ...subdomain(value)];
export const dns1035Label: Rule = (value) => [...longest(value, 63), ...label1035(value)];

/** Keys of labels and annotations. */
export const qualifiedName: Rule = (value) => {
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) {
    return [
      `a qualified name ${sentence(qualifiedText, qualifiedPattern, ...qualifiedExamples)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const ofPrefix =
    prefix === undefined
      ? []
      : prefix === ''
        ? ['prefix part must be non-empty']
        : dnsSubdomain(prefix).map((text) => `prefix part ${text}`);
  const ofName =
    name === ''
      ? ['name part must be non-empty', ...qualifiedPart(name).map((text) => `name part ${text}`)]
      : [...longest(name, 63), ...qualifiedPart(name)].map((text) => `name part ${text}`);
  return [...ofPrefix, ...ofName];
};

const labelValueShape = matching(
  '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?',
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  'MyValue',
  'my_value',
  '12345',
);
export const labelValue: Rule = (value) => [...longest(value, 63), ...labelValueShape(value)];

const configKeyShape = matching(
  '[-._a-zA-Z0-9]+',
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
);
export const configKey: Rule = (value) => {
  const sentences = [...longest(value, 253), ...configKeyShape(value)];
  if (value === '.') sentences.push("must not be '.'");
  else if (value === '..') sentences.push("must not be '..'");
  else if (value.startsWith('..')) sentences.push("must not start with '..'");
  return sentences;
};

export const envName: Rule = (value) => {
  if (value === '') return ['environment variable name must not be an empty string'];
  return /^[ -<>-~]+$/.test(value)
    ? []
    : [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ];
};

/** RBAC names, which are parts of a path. */
export const pathSegment: Rule = (value) => {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%']
    .filter((character) => value.includes(character))
    .map((character) => `may not contain '${character}'`);
};

export const portName: Rule = (value) => {
  if (value.length > 15) return ['must be no more than 15 bytes'];
  const sentences: string[] = [];
  if (!/^[-a-z0-9]+$/.test(value))
    sentences.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) sentences.push('must contain at least one letter (a-z)');
  if (value.includes('--')) sentences.push('must not contain consecutive hyphens');
  if (/^-|-$/.test(value)) sentences.push('must not begin or end with a hyphen');
  return sentences;
};

export function portNumber(value: unknown): string[] {
  return typeof value === 'number' && value >= 1 && value <= 65535
    ? []
    : ['must be between 1 and 65535, inclusive'];
}

/** A name that a generated suffix will end: a trailing dash is no matter. */
export function asPrefix(rule: Rule): Rule {
  return (value) =>
    rule(value.length > 1 && value.endsWith('-') ? `${value.slice(0, -2)}a` : value);
}

export const ipAddress: Rule = (value) => {
  const isV4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(value);
  const isV6 = /^[0-9a-f:]+$/i.test(value) && value.includes(':');
  return isV4 || isV6 ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
};

/** GMT-like host names of Ingress rules, with a wildcard for the first label. */
export const wildcardDomain: Rule = (value) => {
  if (value.startsWith('*.')) return dnsSubdomain(value.slice(2));
  return value.includes('*')
    ? [
        `a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.${alphanumeric}(\\.${alphanumeric})*')`,
      ]
    : dnsSubdomain(value);
};
