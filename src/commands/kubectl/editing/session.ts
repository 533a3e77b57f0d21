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
import { lastAppliedKey, refreshed } from '#commands/kubectl/last-applied.ts';
import { launch, noEditor, temporaryName } from '#commands/kubectl/launch.ts';
import { decodeManifest } from '#commands/kubectl/manifest-decoding.ts';
import { infoOfManifest } from '#commands/kubectl/manifest-infos.ts';
import { parseManifests } from '#commands/kubectl/manifests.ts';
import { difference } from '#commands/kubectl/patches.ts';
import { goJson, printJson } from '#commands/kubectl/printers/go-json.ts';
import { unknownFormat, withoutManagedFields } from '#commands/kubectl/printers/print.ts';
import { printKyaml } from '#commands/kubectl/printers/kyaml.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { recorded } from '#commands/kubectl/record.ts';
import { fullName } from '#commands/kubectl/resources.ts';
import { createObject, patchObject, validationOf } from '#commands/kubectl/writes.ts';

const objectHeader = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;
const headers = {
  object: objectHeader,
  creation: objectHeader,
  annotation: `# Please edit the 'last-applied-configuration' annotations below.
# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.
#
`,
};

const formats: Readonly<Record<string, (value: JsonObject) => string>> = {
  json: printJson,
  kyaml: printKyaml,
  yaml: printYaml,
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
      // JSON has no comments.
      const header = this.#isJson ? '' : `${headers[this.#what]}${this.#reasons}`;
      [edited, path] = await this.#open(`${header}${body}`);
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
    return this.#printer()(value);
  }

  #printer(): (value: JsonObject) => string {
    const format = this.#context.flags.text('output') || 'yaml';
    const print = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (print === undefined) throw unknownFormat(format, Object.keys(formats));
    return print;
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
        objects.push(...(await decodeManifest(manifest, time)).objects);
    } catch (error) {
      this.#fail(`# The edited file had a syntax error: ${messageOf(error)}\n#\n`);
      return;
    }
    if (this.#what !== 'object') return await this.#saveEach(objects, path);
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

  /** visitToCreate, visitToApplyEditPatch: the first that is refused ends it. */
  async #saveEach(objects: readonly JsonObject[], path: string): Promise<void> {
    const context = this.#context;
    const save = this.#what === 'creation' ? this.#creating() : this.#annotating();
    try {
      for (const object of objects) {
        const origin = { source: 'edited-file', isItem: false };
        await save(await infoOfManifest(context, object, origin, {}));
      }
    } catch (error) {
      await context.err(`A copy of your changes has been stored to "${path}"\n`);
      throw error;
    }
  }

  #creating(): (info: Info) => Promise<void> {
    const context = this.#context;
    const validation = validationOf(context);
    const options = { dryRun: 'none', manager: 'kubectl-create', validation } as const;
    return async (info) => {
      const saved = refreshed(info.object, context.flags.isOn('save-config'));
      const object = recorded(context, saved);
      await this.#tell('created', await createObject(context, { ...info, object }, options));
    };
  }

  /** What was applied has no uid: any is taken for the first one. */
  #annotating(): (info: Info) => Promise<void> {
    const context = this.#context;
    const [original] = this.#infos;
    const validation = validationOf(context);
    const manager = context.flags.text('field-manager');
    const options = { dryRun: 'none', manager, validation } as const;
    return async (info) => {
      const { object } = info;
      const isSame = isEqual(original?.object, object);
      if (!isSame) {
        const annotations = {
          ...recordAt(object, 'metadata.annotations'),
          [lastAppliedKey]: `${goJson(object)}\n`,
        };
        const body = { metadata: { annotations } };
        await patchObject(context, info, { type: 'merge-patch', body }, options);
      }
      await this.#tell(isSame ? 'skipped' : 'edited', object);
    };
  }

  /** A printer for each object: none knows what was printed before. */
  async #tell(operation: string, object: JsonObject): Promise<void> {
    await tell(this.#context, { operation, dryRun: 'none' })(object);
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
    if (isEqual(before, object)) return await this.#tell('skipped', object);
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
    const patch = difference(before, object);
    if (flags.has('output-patch') && flags.isOn('output-patch'))
      await this.#context.out(`Patch: ${goJson(patch.body)}\n`);
    await this.#tell('edited', await patchObject(this.#context, info, patch, options));
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
