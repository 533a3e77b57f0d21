import type { World } from '#checks/world.ts';
import type { Advice } from '#schemas/messages.ts';
import type { Moment, Rule, StateRule } from './moment.ts';
import {
  notInjected,
  pendingAddress,
  plaintextRule,
  plaintextToStrict,
  policyElsewhere,
  policyNowhere,
} from './policies.ts';
import {
  kindTypo,
  literalPlaceholder,
  meshKindBeforeInstall,
  namespaceTypo,
  notOnPath,
  removedVerb,
} from './typing.ts';

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
const stateRules: readonly StateRule[] = [
  plaintextRule,
  policyElsewhere,
  policyNowhere,
  notInjected,
];

/** Of what a mesh holds: its analyzers weigh more than the rest, and many clusters have none. */
const loadIstioRules = () => import('./mesh.ts');
type IstioRules = Awaited<ReturnType<typeof loadIstioRules>>;

/** Every id, for who lists them. */
export async function adviceIds(): Promise<readonly string[]> {
  const { meshRules } = await loadIstioRules();
  return [...lineRules, ...stateRules, ...meshRules].map(({ id }) => id);
}

/** Looks after each line; what was told is not told again while it lasts. */
export interface Diagnosis {
  /** To be waited for before `after`: loads the rules of a mesh, once its kinds are served. */
  ready: (world: World) => Promise<void>;
  after: (moment: Moment) => readonly Advice[];
}

export function createDiagnosis(): Diagnosis {
  let told = new Set<string>();
  let ofIstio: IstioRules | undefined;
  return {
    ready: async ({ api }) => {
      const isThere = api.resources().some((resource) => resource.endsWith('.istio.io'));
      if (isThere) ofIstio ??= await loadIstioRules();
    },
    after: (moment) => {
      const lasting = [...ofState(moment), ...ofMesh(moment, ofIstio)];
      const fresh = lasting.filter(({ text }) => !told.has(text));
      told = new Set(lasting.map(({ text }) => text));
      // Six pods without a proxy are one mistake.
      return firstOfEach([...ofLine(moment), ...fresh], ({ id }) => id);
    },
  };
}

function ofLine(moment: Moment): readonly Advice[] {
  return lineRules.flatMap(({ id, find }) => {
    const text = find(moment);
    return text === undefined ? [] : [{ id, text }];
  });
}

function ofState(moment: Moment): readonly Advice[] {
  return stateRules.flatMap(({ id, find }) => find(moment).map((text) => ({ id, text })));
}

/** Of one object the first mistake is told: others often follow from it. */
function ofMesh(moment: Moment, rules: IstioRules | undefined): readonly Advice[] {
  if (!rules) return [];
  const known = rules.meshMessages(moment).flatMap((message) => {
    const rule = rules.ruleOf(message);
    return rule ? [{ rule, message }] : [];
  });
  const objects = firstOfEach(known, ({ message: { resource } }) =>
    [resource.kind, resource.namespace, resource.name].join('/'),
  );
  return objects.map(({ rule, message }) => ({ id: rule.id, text: rule.text(message) }));
}

function firstOfEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = keyOf(one);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}
