import type { Info, Selection } from './builder.ts';
import type { Context } from './context.ts';
import { Failures, isTold } from './errors.ts';
import { recordAt } from './json.ts';
import { matchesLabels } from './label-selector.ts';
import { type Decoded, checkTyped, decodeManifest } from './manifest-decoding.ts';
import { checkListKind, infoOfManifest } from './manifest-infos.ts';
import { type Manifest, type ManifestFile, parseManifests } from './manifests.ts';

type Load<T> = () => Promise<T>;

interface Loading<T> extends Pick<
  Selection,
  'allNamespaces' | 'local' | 'labels' | 'typed' | 'validates'
> {
  /** Makes of an object at hand what is wanted: itself as the server has it, say. */
  finish: (info: Info) => Promise<T>;
}

/** The objects of a file, one function each: what cannot be decoded must not hide the next. */
export async function* manifestLoads<T>(
  context: Context,
  file: ManifestFile,
  loading: Loading<T>,
): AsyncGenerator<Load<T>> {
  const text = await file.read();
  for await (const manifest of parseManifests(text, file.source, context.process.time)) {
    if (loading.validates) checkTyped(manifest);
    yield* documentLoads(context, manifest, loading);
  }
}

async function* documentLoads<T>(
  context: Context,
  manifest: Manifest,
  loading: Loading<T>,
): AsyncGenerator<Load<T>> {
  let decoded: Decoded;
  try {
    decoded = await decode(context, manifest, loading);
  } catch (error) {
    if (!isTold(error)) throw error;
    yield () => Promise.reject(error);
    return;
  }
  const { list, objects } = decoded;
  const refused: unknown[] = [];
  for (const object of objects) {
    if (!matchesLabels(recordAt(object, 'metadata.labels'), loading.labels ?? '')) continue;
    const origin = { source: manifest.source, isItem: list !== undefined };
    const load: Load<T> = async () =>
      await loading.finish(await infoOfManifest(context, object, origin, loading));
    if (list !== undefined) yield* itemLoad(load, refused);
    else yield load;
  }
  if (refused.length > 0) yield () => Promise.reject(new Failures(refused));
}

async function decode(
  context: Context,
  manifest: Manifest,
  { local = false, typed = false }: Pick<Selection, 'local' | 'typed'>,
): Promise<Decoded> {
  const decoded = typed
    ? await decodeTyped(context, manifest)
    : await decodeManifest(manifest, context.process.time);
  if (decoded.list !== undefined && !local)
    await checkListKind(context, decoded.list, manifest.source);
  return decoded;
}

async function decodeTyped({ process }: Context, manifest: Manifest): Promise<Decoded> {
  const { decodeOwn } = await process.time.hold(import('./own-types.ts'));
  return decodeOwn(manifest);
}

/** What a list's items fail with is told together, after them (FlattenListVisitor). */
async function* itemLoad<T>(load: Load<T>, refused: unknown[]): AsyncGenerator<Load<T>> {
  let loaded: T;
  try {
    loaded = await load();
  } catch (error) {
    if (!isTold(error)) throw error;
    refused.push(error);
    return;
  }
  yield () => Promise.resolve(loaded);
}
