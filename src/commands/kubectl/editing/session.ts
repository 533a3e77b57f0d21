import { isEqual } from '#cluster/api/json.ts';
import type { JsonObject } from '#cluster/api/object.ts';
import type { Info } from '#commands/kubectl/builder.ts';
import type { Context } from '#commands/kubectl/context.ts';
import {
  CommandError,
  Exit,
  StatusError,
  isNotFound,
  messageOf,
} from '#commands/kubectl/errors.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import { lastAppliedKey } from '#commands/kubectl/last-applied.ts';
import { launch, noEditor, temporaryName } from '#commands/kubectl/launch.ts';
import { decodeManifest } from '#commands/kubectl/manifest-decoding.ts';
import { parseManifests } from '#commands/kubectl/manifests.ts';
import { difference } from '#commands/kubectl/patches.ts';
import { goJson, printJson } from '#commands/kubectl/printers/go-json.ts';
import { namePrinter, withoutManagedFields } from '#commands/kubectl/printers/print.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { fullName } from '#commands/kubectl/resources.ts';
import { patchObject, validationOf } from '#commands/kubectl/writes.ts';

const headers = {
  object: `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`,
  annotation: `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`,
};

/** One file, opened until what it says is accepted, or is left as it was. */
export class EditSession {
  readonly #context: Context;
  readonly #infos: readonly Info[];
  readonly #what: keyof typeof headers;
  readonly #isJson: boolean;
  #reasons = '';
  #failed = false;

  constructor(context: Context, infos: readonly Info[], what: keyof typeof headers) {
    this.#context = context;
    this.#infos = infos;
    this.#what = what;
    this.#isJson = context.flags.text('output') === 'json';
  }

  async run(): Promise<void> {
    const original = this.#text();
    let edited = '';
    let path = '';
    let last: string | undefined;
    for (;;) {
      const { files } = this.#context.process;
      const body = last === undefined ? original : withoutComments(edited);
      if (path !== '' && files.stat(path) !== undefined) files.remove(path);
      [edited, path] = await this.#open(`${headers[this.#what]}${this.#reasons}${body}`);
      const plain = withoutComments(edited);
      if (last === plain)
        throw await this.#kept(path, 'Edit cancelled, no valid changes were saved.');
      if (plain === withoutComments(original)) {
        files.remove(path);
        return await this.#context.err('Edit cancelled, no changes made.\n');
      }
      if (plain.trim() === '') {
        files.remove(path);
        return await this.#context.err('Edit cancelled, saved file was empty.\n');
      }
      this.#reasons = '';
      this.#failed = false;
      await this.#save(plain, path);
      if (!this.#failed) return files.remove(path);
      last = plain;
    }
  }

  #text(): string {
    const objects = this.#infos.map(({ object }) => withoutManagedFields(object));
    const [only] = objects;
    const value =
      objects.length === 1 && only !== undefined
        ? only
        : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
    return this.#isJson ? printJson(value) : printYaml(value);
  }

  async #open(text: string): Promise<[string, string]> {
    const { process } = this.#context;
    const path = temporaryName(this.#context, 'kubectl-edit', this.#isJson ? '.json' : '.yaml');
    process.files.write(path, text);
    const editor = process.env.get('KUBE_EDITOR') || process.env.get('EDITOR') || 'vi';
    const code = await launch(this.#context, editor, [path]);
    if (code === undefined) throw noEditor(editor);
    if (code !== 0) throw new CommandError(`there was a problem with the editor "${editor}"`);
    return [process.files.readText(path), path];
  }

  async #kept(path: string, text: string): Promise<CommandError> {
    await this.#context.err(`A copy of your changes has been stored to "${path}"\n`);
    return new CommandError(text);
  }

  async #save(text: string, path: string): Promise<void> {
    const objects: JsonObject[] = [];
    try {
      const { time } = this.#context.process;
      for await (const manifest of parseManifests(text, 'edited-file', time))
        objects.push(...decodeManifest(manifest).objects);
    } catch (error) {
      this.#fail(`# The edited file had a syntax error: ${messageOf(error)}\n#\n`);
      return;
    }
    let retryable = 0;
    let missing = 0;
    for (const object of objects)
      try {
        await this.#saveOne(object, path);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        const info = this.#match(object);
        const what = `${info === undefined ? '' : fullName(info.resource)} "${textAt(object, 'metadata.name')}"`;
        if (error.status.reason === 'Invalid') {
          this.#fail(`# ${what} was not valid:\n${causesOf(error)}#\n`);
          await this.#context.err(`error: ${what} is invalid\n`);
        } else if (isNotFound(error)) {
          missing++;
          await this.#context.err(`error: ${what} could not be found on the server\n`);
        } else {
          retryable++;
          await this.#context.err(`error: ${what} could not be patched: ${messageOf(error)}\n`);
        }
      }
    if (retryable > 0) {
      await this.#context.err(
        `You can run \`kubectl replace -f ${path}\` to try this update again.\n`,
      );
      throw new Exit(1);
    }
    if (missing > 0) {
      await this.#context.err(
        `The edits you made on deleted resources have been saved to "${path}"\n`,
      );
      throw new Exit(1);
    }
  }

  #fail(reasons: string): void {
    this.#failed = true;
    this.#reasons += reasons;
  }

  #match(object: JsonObject): Info | undefined {
    const uid = textAt(object, 'metadata.uid');
    const same = ({ object: one }: Info) =>
      uid === ''
        ? textAt(one, 'metadata.name') === textAt(object, 'metadata.name') &&
          textAt(one, 'kind') === textAt(object, 'kind')
        : textAt(one, 'metadata.uid') === uid;
    return this.#infos.find(same);
  }

  async #saveOne(object: JsonObject, path: string): Promise<void> {
    const info = this.#match(object);
    if (info === undefined)
      throw await this.#kept(
        path,
        `no original object found for ${textAt(object, 'metadata.name')}`,
      );
    const before = withoutManagedFields(info.object);
    const say = async (word: string, one: JsonObject) => {
      await this.#context.out(namePrinter(word)(one));
    };
    if (isEqual(before, object)) return await say('skipped', object);
    const same = (field: string) => textAt(before, field) === textAt(object, field);
    if (!['apiVersion', 'kind', 'metadata.name'].every(same))
      throw await this.#kept(path, 'At least one of apiVersion, kind and name was changed');
    const { flags } = this.#context;
    const options = {
      dryRun: 'none',
      manager: flags.text('field-manager'),
      validation: validationOf(this.#context),
      ...(flags.has('subresource') ? { subresource: flags.text('subresource') } : {}),
    } as const;
    const annotations = {
      ...recordAt(object, 'metadata.annotations'),
      [lastAppliedKey]: `${goJson(object)}\n`,
    };
    const patch =
      this.#what === 'object'
        ? difference(before, object)
        : { type: 'merge-patch' as const, body: { metadata: { annotations } } };
    if (flags.has('output-patch') && flags.isOn('output-patch'))
      await this.#context.out(`Patch: ${goJson(patch.body)}\n`);
    await say('edited', await patchObject(this.#context, info, patch, options));
  }
}

function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

function causesOf({ status }: StatusError): string {
  return listAt(status.details, 'causes')
    .map((cause) => `# * ${textAt(cause, 'field')}: ${textAt(cause, 'message')}\n`)
    .join('');
}
