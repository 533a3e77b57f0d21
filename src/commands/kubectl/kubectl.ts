/**
 * kubectl v1.35.2, byte for byte. How it is made, for whoever adds a verb:
 *
 * - `kubectl({ fetch })` makes the Program, which is loaded when first run (`run-kubectl.ts`). `tree.ts` knows every command and flag of the real binary
 *   (scripts/kubectl-help.ts asked it), so a verb declares nothing: its flags are parsed, with pflag's refusals, before it runs.
 * - A verb is `(context) => Promise<exit code or nothing>`, in a file named as typed, listed by its path in
 *   `reading-verbs.ts` or `writing-verbs.ts`: `['create deployment', createDeployment]`; those of `laterVerbs` are loaded when typed.
 * - `context.flags`: `.text('output')`, `.isOn('watch')`, `.number('tail')` (durations in ms), `.list('filename')`, `.changed('dry-run')`.
 *   `context.args`, `context.dashAt` (arguments before `--`, or -1), `context.namespace`, `context.hasNamespace`.
 * - `await context.out(text)` and `await context.err(text)` write. Warnings of the server come before what is written next.
 * - To refuse, throw: `CommandError('text')` prints `error: text` and exits 1; `context.usage('text')` adds
 *   `See 'kubectl … -h' for help and examples`; `StatusError` (from the client) prints `Error from server (…): …`;
 *   `Failures([…])` prints each; `Exit(code)` says nothing; `notSimulated('x')` is the course's own refusal (errors.ts).
 * - `context.client` is the API: `.json('GET', path, { query, body, contentType })`, `.text`, `.open` (a Response), `.watch`, `.bytes`, `.chunks`.
 *   `(await context.resources()).require('po')` gives an ApiResource; `pathOf(resource, namespace, name)` its URL (resources.ts).
 * - `builder.ts`: `visit(context, options)` turns arguments, -f, -l … into infos `{ resource, namespace, name, object, source }`.
 *   `manifests.ts` reads files, folders, URLs and standard input.
 * - `printers/`: `printerFor(context, usual)` for -o; `printYaml(value)`, `printJson(value)`, `printTable(rows)`.
 * - `json.ts` reads untyped JSON by dotted path; `go-values.ts` has Go's parsers and `quote` (%q).
 */
import { later } from '#process/later.ts';
import type { Program } from '#process/program.ts';
import type { Reach } from './context.ts';

const program = later(() => import('./run-kubectl.ts'));

/** The program; `fetch` is the cluster. */
export function kubectl(reach: Reach): Program {
  return async (process) => {
    const { runKubectl } = program.value ?? (await process.time.hold(program.load()));
    return await runKubectl(process, reach);
  };
}
