import { parseInline, type Inline as InlinePart } from '#course/quiz.ts';

function Part({ kind, text }: InlinePart) {
  switch (kind) {
    case 'code':
      return <code>{text}</code>;
    case 'strong':
      return <strong>{text}</strong>;
    case 'text':
      return text;
  }
}

/** A text of a quiz, with its `code` and **bold**. */
export default function Inline({ text }: { text: string }) {
  return parseInline(text).map((part, index) => <Part key={index} {...part} />);
}
