import type { Predicate } from '#schemas/predicate.ts';
import { lookAtExchange } from './exchange.ts';
import { lookAtObjects } from './objects.ts';
import { lookAtRuns } from './ran.ts';
import type { Finding, World } from './world.ts';

/** Evaluates predicates at one instant: exchanges are made once each, and undone by `end`. */
export interface Look {
  at: (predicate: Predicate) => Finding;
  end: () => void;
}

export function createLook(world: World): Look {
  const known = new Map<string, Finding>();
  let restore: (() => void) | undefined;
  const exchange = (asked: NonNullable<Predicate['exchange']>): Finding => {
    const key = JSON.stringify(asked);
    restore ??= world.save();
    const finding = known.get(key) ?? lookAtExchange(world, asked);
    known.set(key, finding);
    return finding;
  };
  const at = (predicate: Predicate): Finding => {
    const finding = found(predicate);
    const { say } = predicate;
    return say === undefined || finding.holds ? finding : { holds: false, words: [say] };
  };
  const found = ({
    all,
    any,
    not,
    objects,
    exchange: asked,
    ran,
    file,
    serves,
  }: Predicate): Finding => {
    if (all) return conjunction(all, at);
    if (any) return alternative(any.map(at));
    if (not) return negation(at(not));
    if (objects) return lookAtObjects(world, objects);
    if (asked) return exchange(asked);
    if (ran) return lookAtRuns(world.ran, ran);
    if (serves !== undefined) return lookAtPort(world, serves);
    return lookAtFile(world, file ?? '');
  };
  return { at, end: () => restore?.() };
}

/** Stops at the first that fails: what comes after usually follows from it, and costs more. */
function conjunction(parts: readonly Predicate[], at: Look['at']): Finding {
  const words: string[] = [];
  for (const part of parts) {
    const finding = at(part);
    if (!finding.holds) return finding;
    words.push(...finding.words);
  }
  return { holds: true, words };
}

function alternative(findings: readonly Finding[]): Finding {
  const holding = findings.find(({ holds }) => holds);
  return (
    holding ?? {
      holds: false,
      words: [findings.map(({ words }) => words.join(' ; ')).join(', ou ')],
    }
  );
}

function negation({ holds, words }: Finding): Finding {
  return { holds: !holds, words };
}

/** Programs of that machine answer when they can: whether one listens is all that is seen at once. */
function lookAtPort({ network }: World, port: number): Finding {
  const holds = network.machine.listening().includes(port);
  return { holds, words: [`localhost:${port} : ${holds ? 'servi' : 'rien n’écoute'}`] };
}

function lookAtFile({ hasFile }: World, path: string): Finding {
  const holds = hasFile(path);
  return { holds, words: [`~/${path} : ${holds ? 'présent' : 'introuvable'}`] };
}
