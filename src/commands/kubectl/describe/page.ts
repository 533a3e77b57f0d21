import type { JsonObject } from '#cluster/api/object.ts';
import { listObjects } from '#commands/kubectl/lists.ts';
import type { Context } from '#commands/kubectl/context.ts';
import { StatusError } from '#commands/kubectl/errors.ts';
import { interval } from '#commands/kubectl/events.ts';
import { goSort } from '#commands/kubectl/go-sort.ts';
import { listAt, textAt } from '#commands/kubectl/json.ts';
import { ageOf } from '#commands/kubectl/times.ts';
import { Sheet } from './sheet.ts';

/** What a describer works with: the object, the sheet, and the rest of the cluster. */
export class Page {
  readonly sheet = new Sheet();
  readonly object: JsonObject;
  readonly context: Context;

  constructor(context: Context, object: JsonObject) {
    this.context = context;
    this.object = object;
  }

  get name(): string {
    return textAt(this.object, 'metadata.name');
  }

  get namespace(): string {
    return textAt(this.object, 'metadata.namespace');
  }

  age(timestamp: string): string {
    return ageOf(this.context.process, timestamp);
  }

  /** Objects of another kind, in the namespace of this one. */
  async list(
    kind: string,
    { labels = '', fields = '', namespace = this.namespace } = {},
  ): Promise<JsonObject[]> {
    const resource = (await this.context.resources()).require(kind);
    const found: JsonObject[] = [];
    const source = { type: 'list', resource, namespace, labels, fields } as const;
    const chunkSize = this.context.flags.number('chunk-size');
    for await (const object of listObjects(this.context, source, { chunkSize })) found.push(object);
    return found;
  }

  /** Running, waiting, succeeded and failed pods that this object controls. */
  async podsStatus(labels: string): Promise<string> {
    const uid = textAt(this.object, 'metadata.uid');
    const pods = (await this.list('pods.v1.', { labels })).filter((pod) =>
      listAt(pod, 'metadata.ownerReferences').some(
        (owner) => owner['controller'] === true && owner['uid'] === uid,
      ),
    );
    const count = (phase: string) =>
      pods.filter((pod) => textAt(pod, 'status.phase') === phase).length;
    return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
  }

  /** `Controlled By:`, where there is a controller. */
  controller(): void {
    const owner = listAt(this.object, 'metadata.ownerReferences').find(
      (one) => one['controller'] === true,
    );
    if (owner !== undefined)
      this.sheet.line(0, `Controlled By:\t${textAt(owner, 'kind')}/${textAt(owner, 'name')}`);
  }

  /** The events about this object, unless `--show-events=false`. */
  async events({ withKind = true, uid = textAt(this.object, 'metadata.uid') } = {}): Promise<void> {
    if (this.context.flags.isOn('show-events'))
      this.tellEvents(await this.findEvents({ withKind, uid }));
  }

  async findEvents({
    withKind = true,
    uid,
  }: {
    withKind?: boolean;
    uid: string;
  }): Promise<JsonObject[]> {
    const fields = [
      `involvedObject.name=${this.name}`,
      `involvedObject.namespace=${this.namespace}`,
      ...(withKind ? [`involvedObject.kind=${textAt(this.object, 'kind')}`] : []),
      `involvedObject.uid=${uid}`,
    ].join(',');
    try {
      return await this.list('events.v1.', { fields });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      return [];
    }
  }

  tellEvents(events: readonly JsonObject[]): void {
    const { sheet } = this;
    if (events.length === 0) {
      sheet.line(0, 'Events:\t<none>');
      return;
    }
    sheet.flush();
    const time = (event: JsonObject) => Date.parse(textAt(event, 'lastTimestamp')) || 0;
    sheet.line(0, 'Events:');
    sheet.table(
      1,
      'Type\tReason\tAge\tFrom\tMessage',
      goSort(events, (a, b) => time(a) < time(b)).map((event) => [
        textAt(event, 'type'),
        textAt(event, 'reason'),
        interval(this.context, event),
        textAt(event, 'source.component') || textAt(event, 'reportingComponent'),
        messageOf(event),
      ]),
      '----\t------\t----\t----\t-------',
    );
  }
}

function messageOf(event: JsonObject): string {
  const message = textAt(event, 'message').trim();
  const field = textAt(event, 'involvedObject.fieldPath');
  return field === '' ? message : `${field}: ${message}`;
}

export type Describer = (page: Page) => Promise<void> | void;
