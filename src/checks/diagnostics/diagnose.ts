import { meshMessages, meshRules, ruleOf } from './mesh.ts';
import type { Moment, Rule } from './moment.ts';
import {
  notInjected,
  pendingAddress,
  plaintextRule,
  plaintextToStrict,
  policyElsewhere,
} from './policies.ts';
import {
  kindTypo,
  literalPlaceholder,
  meshKindBeforeInstall,
  namespaceTypo,
  notOnPath,
  removedVerb,
} from './typing.ts';

/** What a usual mistake is, and the way out of it. */
export interface Advice {
  readonly id: string;
  readonly text: string;
}

/** Of a line: told each time. */
const lineRules: readonly Rule[] = [
  literalPlaceholder,
  notOnPath,
  removedVerb,
  meshKindBeforeInstall,
  kindTypo,
  namespaceTypo,
  plaintextToStrict,
  pendingAddress,
];

/** Of what the cluster holds: told when it appears. */
const stateRules: readonly Rule[] = [plaintextRule, policyElsewhere, notInjected];

/** Every id, for who lists them. */
export const adviceIds: readonly string[] = [...lineRules, ...stateRules, ...meshRules].map(
  ({ id }) => id,
);

/** Looks after each line; what was told is not told again while it lasts. */
export interface Diagnosis {
  after: (moment: Moment) => readonly Advice[];
}

export function createDiagnosis(): Diagnosis {
  let told = new Set<string>();
  return {
    after: (moment) => {
      const lasting = [...apply(stateRules, moment), ...ofMesh(moment)];
      const fresh = lasting.filter(({ text }) => !told.has(text));
      told = new Set(lasting.map(({ text }) => text));
      return [...apply(lineRules, moment), ...fresh];
    },
  };
}

function apply(rules: readonly Rule[], moment: Moment): readonly Advice[] {
  return rules.flatMap(({ id, find }) => {
    const text = find(moment);
    return text === undefined ? [] : [{ id, text }];
  });
}

function ofMesh(moment: Moment): readonly Advice[] {
  return meshMessages(moment).flatMap((message) => {
    const rule = ruleOf(message);
    return rule ? [{ id: rule.id, text: rule.text(message) }] : [];
  });
}
