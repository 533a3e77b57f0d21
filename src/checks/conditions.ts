import { findAll, parseJsonPath } from '#cluster/api/crd/json-path.ts';
import type { Condition } from '#schemas/predicate.ts';

/** A condition of an object, and in words what was found there and what was wanted. */
export function meets(
  object: unknown,
  condition: Condition,
): { holds: boolean; found: string; wanted: string } {
  const steps = parseJsonPath(condition.path);
  // An author's mistake: the labs' test meets it before any learner.
  if (!steps) throw new Error(`chemin illisible : ${condition.path}`);
  const values = findAll(object, steps).filter((value) => value !== undefined && value !== null);
  const demand = demandOf(condition);
  return {
    holds: demand.holds(values),
    found: `${condition.path} ${values.length === 0 ? 'est absent' : `vaut ${values.map(shown).join(', ')}`}`,
    wanted: demand.words,
  };
}

interface Demand {
  holds: (values: readonly unknown[]) => boolean;
  words: string;
}

function demandOf({ is, contains, lacks, exists, atLeast, atMost }: Condition): Demand {
  if (is !== undefined) {
    return {
      holds: (values) => values.length > 0 && values.every((value) => value === is),
      words: `${shown(is)} est attendu`,
    };
  }
  if (contains !== undefined) {
    return {
      holds: (values) => values.includes(contains),
      words: `${shown(contains)} doit s’y trouver`,
    };
  }
  if (lacks !== undefined) {
    return {
      holds: (values) => !values.includes(lacks),
      words: `${shown(lacks)} ne doit pas s’y trouver`,
    };
  }
  if (atLeast !== undefined) {
    return {
      holds: (values) => values.length > 0 && values.every((value) => Number(value) >= atLeast),
      words: `il faut au moins ${atLeast}`,
    };
  }
  if (atMost !== undefined) {
    return {
      holds: (values) => values.every((value) => Number(value) <= atMost),
      words: `il faut au plus ${atMost}`,
    };
  }
  return {
    holds: (values) => (exists ?? true) === values.length > 0,
    words: exists === false ? 'rien n’est attendu' : 'une valeur est attendue',
  };
}

const longest = 60;

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `« ${text.length > longest ? `${text.slice(0, longest)}…` : text} »`;
}
