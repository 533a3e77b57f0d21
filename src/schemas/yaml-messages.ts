import type { YAMLError } from 'yaml';
import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const syntaxMessages: Record<YAMLError['code'], string> = {
  ALIAS_PROPS: 'un alias (« *nom ») ne porte ni ancre ni étiquette. Retirez « & » ou « ! ».',
  BAD_ALIAS:
    'alias ou ancre mal écrit. Mettez entre guillemets un texte qui commence par « * » ou « & ».',
  BAD_COLLECTION_TYPE: 'l’étiquette ne convient pas à cette collection. Retirez-la.',
  BAD_DIRECTIVE:
    'directive YAML inconnue. Mettez entre guillemets un texte qui commence par « % ».',
  BAD_DQ_ESCAPE:
    'séquence « \\ » inconnue entre guillemets doubles. Doublez la barre ou employez des apostrophes.',
  BAD_INDENT: 'indentation incorrecte. Alignez cette ligne, avec des espaces, sur ses voisines.',
  BAD_PROP_ORDER: 'ancre ou étiquette mal placée. Placez-la juste avant la valeur.',
  BAD_SCALAR_START: 'un texte ne peut pas commencer ainsi. Mettez-le entre guillemets.',
  BLOCK_AS_IMPLICIT_KEY:
    'une valeur contient « : » suivi d’une espace. Mettez-la entre guillemets.',
  BLOCK_IN_FLOW: 'un bloc ne peut pas se trouver entre { } ou [ ]. Écrivez-le hors des accolades.',
  DUPLICATE_KEY: 'cette clé est déjà présente. Gardez-en une seule.',
  IMPOSSIBLE: 'YAML illisible. Réécrivez cette ligne.',
  KEY_OVER_1024_CHARS:
    'clé de plus de 1024 caractères. Il manque sans doute un guillemet plus haut.',
  MISSING_CHAR:
    'il manque un caractère (guillemet, crochet, accolade, virgule ou « : »). Complétez la ligne ou la précédente.',
  MULTILINE_IMPLICIT_KEY:
    'une clé tient sur une seule ligne. Vérifiez l’indentation et les guillemets.',
  MULTIPLE_ANCHORS: 'une valeur porte une seule ancre. Retirez les autres.',
  MULTIPLE_DOCS: 'un seul document YAML par fichier. Retirez « --- ».',
  MULTIPLE_TAGS: 'une valeur porte une seule étiquette. Retirez les autres.',
  NON_STRING_KEY: 'une clé doit être un texte. Mettez-la entre guillemets.',
  RESOURCE_EXHAUSTION: 'trop de niveaux imbriqués. Simplifiez la structure.',
  TAB_AS_INDENT: 'une tabulation sert d’indentation. Remplacez-la par des espaces.',
  TAG_RESOLVE_FAILED:
    'étiquette YAML inconnue. Mettez entre guillemets un texte qui commence par « ! ».',
  UNEXPECTED_TOKEN:
    'élément inattendu. Vérifiez l’indentation, ou mettez le texte entre guillemets.',
};

/** A remedy for what pasted text often hides, or nothing. */
export function invisibleSpace(text: string): string {
  return /[\u00a0\u202f]/u.test(text)
    ? ' Une espace insécable s’y cache : tapez une espace ordinaire.'
    : '';
}

/** French for an error of the YAML parser; `line` is the text of the line where it was met. */
export function frenchSyntaxError(error: YAMLError, line: string): string {
  return syntaxMessages[error.code] + invisibleSpace(line);
}

const kinds: Record<string, string> = {
  array: 'une liste',
  boolean: 'true ou false',
  date: 'une date',
  int: 'un nombre entier',
  number: 'un nombre',
  object: 'un groupe de clés',
  record: 'un groupe de clés',
  string: 'un texte',
};

function found(value: unknown): string {
  if (value === null || value === undefined) return 'rien';
  if (Array.isArray(value)) return 'une liste';
  if (typeof value === 'object') return 'un groupe de clés';
  return typeof value === 'string' ? `« ${value} »` : JSON.stringify(value);
}

/** What is wrong and what to do, in French, for what a schema has not worded itself. */
export function frenchIssue(issue: Issue): string {
  const value = issue.input;
  const bad = `${found(value)} ne convient pas. Suivez le modèle de CONTRIBUTING.md.`;
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, value);
    case 'invalid_value':
      return `valeur ${found(value)} inconnue. Choisissez parmi : ${issue.values.join(', ')}.`;
    case 'unrecognized_keys':
      return 'clé inconnue. Corrigez-la ou retirez-la ; si elle vient d’un texte à virgule, mettez ce texte entre guillemets.';
    case 'too_small':
      return issue.origin === 'array'
        ? `il faut au moins ${issue.minimum} élément(s). Ajoutez ce qui manque.`
        : `valeur vide ou trop petite (minimum : ${issue.minimum}). Complétez-la.`;
    case 'too_big':
      return `valeur trop longue ou trop grande (maximum : ${issue.maximum}). Réduisez-la.`;
    case 'invalid_format':
      return wrongFormat(issue.format, value);
    case 'invalid_union':
      return issue.discriminator === undefined ? bad : wrongChoice(issue.discriminator, value);
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'custom':
      return bad;
    default:
      return issue satisfies never;
  }
}

function wrongType(expected: string, value: unknown): string {
  const wanted = kinds[expected] ?? expected;
  if (value === undefined) return `il manque cette clé. Ajoutez-la : ${wanted}.`;
  const remedy =
    expected === 'string' && typeof value !== 'object'
      ? 'Mettez la valeur entre guillemets'
      : `Écrivez ${wanted}`;
  return `${wanted} attendu, ${found(value)} trouvé. ${remedy}.`;
}

function wrongFormat(format: string, value: unknown): string {
  if (format === 'url')
    return `${found(value)} n’est pas une adresse https. Donnez l’adresse entière, « https:// » compris.`;
  if (format === 'date') return `${found(value)} n’est pas une date. Écrivez-la AAAA-MM-JJ.`;
  return `${found(value)} n’a pas la forme voulue. Suivez le modèle de CONTRIBUTING.md.`;
}

function wrongChoice(discriminator: string, value: unknown): string {
  const choice = Object.entries(Object(value)).find(([key]) => key === discriminator)?.[1];
  return choice === undefined
    ? 'il manque cette clé. Ajoutez-la.'
    : `valeur ${found(choice)} inconnue. Choisissez l’une de celles de CONTRIBUTING.md.`;
}
