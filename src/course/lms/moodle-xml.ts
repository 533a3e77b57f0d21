import {
  isWritten,
  parseInline,
  plainText,
  type Quiz,
  type WrittenQuestion,
  yamlLines,
} from '#course/quiz.ts';
import { weightsOf } from './gift.ts';

/** A quiz as Moodle XML (docs.moodle.org, « Moodle XML format »): with typeset code, and an explanation of every answer. */
export function moodleXmlOf(quiz: Quiz, category: string): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<quiz>',
    element('question', { type: 'category' }, [
      element('category', {}, [textElement(`$course$/top/${category}`)]),
    ]),
    ...quiz.questions.filter(isWritten).map(questionOf),
    '</quiz>',
    '',
  ].join('\n');
}

const typeNames = {
  single: 'multichoice',
  multiple: 'multichoice',
  order: 'matching',
  match: 'matching',
  short: 'shortanswer',
  'yaml-line': 'numerical',
} as const satisfies Record<WrittenQuestion['type'], string>;

function questionOf(question: WrittenQuestion): string {
  return element('question', { type: typeNames[question.type] }, [
    element('name', {}, [textElement(question.id)]),
    element('questiontext', { format: 'html' }, [textElement(promptOf(question))]),
    ...('explanation' in question
      ? [element('generalfeedback', { format: 'html' }, [textElement(html(question.explanation))])]
      : []),
    element('defaultgrade', {}, ['1']),
    ...bodyOf(question),
  ]);
}

function bodyOf(question: WrittenQuestion): readonly string[] {
  switch (question.type) {
    case 'single':
    case 'multiple': {
      const weights = weightsOf(question.options);
      const isSingle = question.type === 'single';
      return [
        element('single', {}, [String(isSingle)]),
        element('shuffleanswers', {}, ['true']),
        element('answernumbering', {}, ['none']),
        ...question.options.map(({ text, correct, explanation }, at) =>
          answer(
            isSingle ? (correct ? 100 : 0) : (weights[at] ?? 0),
            html(text),
            html(explanation),
          ),
        ),
      ];
    }
    case 'match':
      return question.pairs.map(({ left, right }) => subquestion(html(left), plainText(right)));
    case 'order':
      return question.items.map((item, at) => subquestion(html(item), String(at + 1)));
    case 'short':
      return [
        element('usecase', {}, ['0']),
        ...question.answers.map((text) => answer(100, text, '')),
      ];
    case 'yaml-line':
      return [answer(100, String(question.line), '')];
  }
}

function promptOf(question: WrittenQuestion): string {
  const prompt = `<p>${html(question.prompt)}</p>`;
  if (question.type !== 'yaml-line') return prompt;
  const lines = yamlLines(question.yaml).map((line, at) => `${at + 1}  ${line}`);
  return `${prompt}<pre>${markup(lines.join('\n'))}</pre>`;
}

function answer(fraction: number, text: string, feedback: string): string {
  return element('answer', { fraction: String(fraction) }, [
    textElement(text),
    element('feedback', { format: 'html' }, [textElement(feedback)]),
  ]);
}

function subquestion(text: string, right: string): string {
  return element('subquestion', { format: 'html' }, [
    textElement(text),
    element('answer', {}, [textElement(right)]),
  ]);
}

const tags = { text: '', code: 'code', strong: 'strong' } as const;

function html(markdown: string): string {
  return parseInline(markdown)
    .map(({ kind, text }) => (kind === 'text' ? markup(text) : wrapped(tags[kind], text)))
    .join('');
}

function wrapped(tag: string, text: string): string {
  return `<${tag}>${markup(text)}</${tag}>`;
}

function textElement(text: string): string {
  return element('text', {}, [markup(text)]);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  children: readonly string[],
): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${markup(value)}"`);
  return `<${name}${given.join('')}>${children.join('')}</${name}>`;
}

function markup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
