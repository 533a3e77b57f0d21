import type { Random } from '#cluster/clock/random.ts';

const pick = <T>(random: Random, from: readonly [T, ...T[]]): T =>
  from[random.below(from.length)] ?? from[0];

/** Lines of the course, to be cut, joined and damaged. */
const courseLines = [
  'kubectl get pods -o wide',
  'kubectl apply -f bookinfo.yaml',
  'kubectl label namespace default istio-injection=enabled --overwrite',
  `kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\n"}{end}'`,
  'kubectl exec deploy/ratings-v1 -- curl -sS details:9080/details/0',
  'kubectl rollout status deployment/web --timeout=5s',
  'for p in $(kubectl get pods -o name); do echo "${p#pod/}"; done',
  "kubectl get svc | awk '{print $1}' | sort -r | head -n 2",
  'cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\nEOF',
  'export NS=default; kubectl -n "$NS" get all',
  'if kubectl get ns absent >/dev/null 2>&1; then echo oui; else echo non; fi',
  'sleep 1 & wait; echo $?',
  'kubectl delete pod --all --wait=false',
  'kubectl create deployment web --image=nginx:1.28 --replicas=2',
  'kubectl scale deploy/web --replicas=0',
  'kubectl explain pod.spec.containers',
  'curl -sS -o /dev/null -w "%{http_code}\\n" http://productpage:9080/',
  'echo $((1 + 2 * 3)) ${HOME:-x} {a,b}{1..3}',
] as const;

const words = [
  'kubectl',
  'get',
  'describe',
  'apply',
  'delete',
  'create',
  'label',
  'patch',
  'rollout',
  'explain',
  'config',
  'auth',
  'pods',
  'po',
  'svc',
  'deploy',
  'absent',
  '__proto__',
  'constructor',
  '-n',
  '-A',
  '-o',
  'yaml',
  'json',
  'jsonpath={.items}',
  '--',
  '-l',
  'a=b',
  '--all',
  '-f',
  '-',
  '/etc/passwd',
  'echo',
  'cat',
  'grep',
  'sed',
  'cd',
  'export',
  'x=1',
  '$x',
  '"',
  "'",
  '`',
  '$(',
  ')',
  '((',
  '))',
  '{',
  '}',
  ';',
  '&&',
  '||',
  '|',
  '&',
  '>',
  '>>',
  '<',
  '<<EOF',
  '2>&1',
  'if',
  'then',
  'fi',
  'for',
  'do',
  'done',
  'while',
  'true',
  'case',
  'esac',
  '\n',
  '\\',
  '#',
  '*',
  '?',
  '[',
  '~',
  '!',
  '${x',
  '${x//a/b}',
  '$((1/0))',
  'é',
  '👩‍💻',
  '\u0000',
  '\u00a0',
  '–',
  '“',
  'exit',
  'read',
  'trap',
  'function',
  'f(){',
  'printf',
  '%s',
  '%1000000000d',
  '{1..10000000}',
] as const;

/** 60 % from a grammar, 30 % lines of the course with something changed, 10 % of anything. */
export function fuzzedLine(random: Random): string {
  const kind = random.below(10);
  if (kind < 6)
    return Array.from({ length: 1 + random.below(12) }, () => pick(random, words)).join(
      pick(random, [' ', ' ', ' ', '']),
    );
  if (kind < 9) return mutate(random, pick(random, courseLines));
  return Array.from({ length: 1 + random.below(200) }, () =>
    String.fromCharCode(random.below(256)),
  ).join('');
}

/** Cuts, doubles, exchanges or inserts, up to three times. */
function mutate(random: Random, text: string): string {
  let changed = text;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = random.below(changed.length + 1);
    const end = Math.min(changed.length, at + 1 + random.below(8));
    const piece = changed.slice(at, end);
    changed = pick(random, [
      () => changed.slice(0, at) + changed.slice(end),
      () => changed.slice(0, end) + piece + changed.slice(end),
      () => changed.slice(0, at) + pick(random, words) + changed.slice(at),
      () => changed.slice(0, at) + String.fromCharCode(random.below(128)) + changed.slice(at + 1),
    ])();
  }
  return changed;
}
