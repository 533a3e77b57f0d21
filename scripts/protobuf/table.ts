/**
 * How Kubernetes' messages are written in protobuf, a line a type: `core/v1.Pod;1 metadata o meta/v1.ObjectMeta;…`. Each
 * field has its number, its JSON name, its marks (o: left out when empty, p: a pointer, l: a list, m: a map, i: its
 * fields stand in the parent) and its type, a scalar or another line.
 */
export interface MessageField {
  number: number;
  name: string;
  marks: string;
  type: string;
}

export type Messages = ReadonlyMap<string, readonly MessageField[]>;

export function renderTable(messages: Messages): string {
  return [...messages]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, fields]) =>
      [
        name,
        ...fields.map(
          ({ number, name: json, marks, type }) =>
            `${number} ${json || '-'} ${marks || '-'} ${type}`,
        ),
      ].join(';'),
    )
    .join('\n');
}

export function parseTable(text: string): Messages {
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [name = '', ...fields] = line.split(';');
        return [name, fields.map(parseField)] as const;
      }),
  );
}

function parseField(text: string): MessageField {
  const [number, name = '', marks = '', type = ''] = text.split(' ');
  return {
    number: Number(number),
    name: name === '-' ? '' : name,
    marks: marks === '-' ? '' : marks,
    type,
  };
}
