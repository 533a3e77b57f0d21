import { parseJsonPath, type Step } from '#cluster/api/crd/json-path.ts';
import type { Condition, ExchangeAsked, ObjectsAsked, Predicate } from '#schemas/predicate.ts';

/** A predicate as a bash command for a real cluster, by the functions of `prelude`. */
export function toBash(predicate: Predicate): string {
  const { all, any, not, objects, exchange, file, serves } = predicate;
  if (all) return `{ ${all.map(toBash).join(' && ')}; }`;
  if (any) return `{ ${any.map(toBash).join(' || ')}; }`;
  if (not) return `! ${toBash(not)}`;
  if (objects) return objectsToBash(objects);
  if (exchange) return exchangeToBash(exchange);
  if (serves !== undefined) return `curl -s -o /dev/null --max-time 5 http://127.0.0.1:${serves}/`;
  if (file !== undefined) return `[ -e "$HOME"/${quote(file)} ]`;
  // What was run: the script has just run it.
  return 'true';
}

/** What the commands of `toBash` are made of: kubectl, jq and curl. */
export const prelude = `# objects RESOURCE NAMESPACE NAME LABELS FILTER
objects() {
  local -a options=(-o json)
  if [ -n "$2" ]; then options+=(-n "$2"); else options+=(-A); fi
  if [ -n "$4" ]; then options+=(-l "$4"); fi
  kubectl get "$1" "\${options[@]}" 2>/dev/null |
    jq -e --arg name "$3" '[.items[]? | select($name == "" or .metadata.name == $name)] | '"$5" >/dev/null 2>&1
}

# call NAMESPACE LABELS OPTIONS… : appelle depuis un pod ou, sans namespace, depuis cette machine. Remplit code et body.
call() {
  local namespace=$1 labels=$2 answer pod
  shift 2
  if [ -z "$namespace" ]; then
    answer=$(curl -s --max-time 10 -w '\\n%{http_code}' "$@" 2>/dev/null)
  else
    pod=$(kubectl get pods -n "$namespace" -l "$labels" -o json 2>/dev/null |
      jq -r '[.items[] | select(any(.status.conditions[]?; .type == "Ready" and .status == "True"))][0].metadata.name // empty')
    code=none body=''
    [ -n "$pod" ] || return 1
    answer=$(kubectl exec -n "$namespace" "$pod" -- curl -s --max-time 10 -w '\\n%{http_code}' "$@" 2>/dev/null)
  fi
  code=\${answer##*$'\\n'}
  body=\${answer%$'\\n'*}
}`;

/** For calls through a Service's external address: only where there are some, or bash has a variable that nobody reads. */
export const addressPrelude = `# address NAMESPACE SERVICE : met dans at son adresse externe ou, sans répartiteur de charge, une redirection de port.
address() {
  local ip
  ip=$(kubectl get service "$2" -n "$1" -o json 2>/dev/null | jq -r '.status.loadBalancer.ingress[0] | .ip // .hostname // empty' 2>/dev/null)
  if [ -n "$ip" ]; then
    at=$ip:80
    return
  fi
  at=127.0.0.1:18080
  if ! curl -s -o /dev/null --max-time 2 http://127.0.0.1:18080/; then
    kubectl port-forward -n "$1" "service/$2" 18080:80 >/dev/null 2>&1 &
    sleep 3
  fi
}`;

/** As one word of bash. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function objectsToBash({ resource, namespace, name, labels, ...rest }: ObjectsAsked): string {
  const { where = [], every = [], atLeast = 1, exactly } = rest;
  const count = exactly === undefined ? `length >= ${atLeast}` : `length == ${exactly}`;
  const filter = `map(select(${conjunction(where)})) | (${count}) and all(.[]; ${conjunction(every)})`;
  const words = [resource, namespace ?? '', name ?? '', labels ?? '', filter];
  return `objects ${words.map(quote).join(' ')}`;
}

function conjunction(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? 'true' : conditions.map(conditionToJq).join(' and ');
}

function conditionToJq({ path, ...demand }: Condition): string {
  const values = `[${pathToJq(parseJsonPath(path) ?? [])}] | map(select(. != null))`;
  return `(${values} | ${demandToJq(demand)})`;
}

function demandToJq({
  is,
  contains,
  lacks,
  atLeast,
  atMost,
  exists,
}: Omit<Condition, 'path'>): string {
  if (is !== undefined) return `length > 0 and all(.[]; . == ${JSON.stringify(is)})`;
  if (contains !== undefined) return `any(.[]; . == ${JSON.stringify(contains)})`;
  if (lacks !== undefined) return `all(.[]; . != ${JSON.stringify(lacks)})`;
  if (atLeast !== undefined) return `length > 0 and all(.[]; . >= ${atLeast})`;
  if (atMost !== undefined) return `all(.[]; . <= ${atMost})`;
  return exists === false ? 'length == 0' : 'length > 0';
}

function pathToJq(steps: readonly Step[]): string {
  return ['.', ...steps.map(stepToJq)].join(' | ');
}

function stepToJq(step: Step): string {
  switch (step.type) {
    case 'key':
      return `.[${JSON.stringify(step.key)}]?`;
    case 'index':
      return `.[${step.index}]?`;
    case 'all':
      return '.[]?';
    case 'filter': {
      const { path, operator, value } = step;
      const test = operator === '' ? '. != null' : `. ${operator} ${JSON.stringify(value)}`;
      return `.[]? | select(${pathToJq(path)} | ${test})`;
    }
  }
}

function exchangeToBash(asked: ExchangeAsked): string {
  const { from, to, through, method, headers = {}, times = 1, gives } = asked;
  const { hostname, port } = new URL(to);
  const caller = from === 'laptop' ? ['', ''] : [from.namespace, from.labels];
  const way = through ? ` --connect-to ${quote(`${hostname}:${port || '80'}:`)}"$at"` : '';
  const options = [
    ...(method ? ['-X', method] : []),
    ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]),
    to,
  ];
  const call = `call ${caller.map(quote).join(' ')}${way} ${options.map(quote).join(' ')}`;
  const found = through ? [`address ${quote(through.namespace)} ${quote(through.name)}`] : [];
  const once = [...found, call, ...demandsToBash(gives)].join(' && ');
  if (times === 1) return `{ ${once}; }`;
  return `{ for ((time = 0; time < ${times}; time++)); do { ${once}; } || break; done; ((time == ${times})); }`;
}

/** curl says 000 where no answer came. How a call travels cannot be seen from outside: it is not asked here. */
function demandsToBash({ status, failure, body }: ExchangeAsked['gives']): string[] {
  return [
    ...(status === undefined ? [] : [`[ "$code" = ${status} ]`]),
    ...(failure === undefined ? [] : ['[ "$code" = 000 ]']),
    ...(body === undefined ? [] : [`[[ $body == *${quote(body)}* ]]`]),
  ];
}
