import { isWritten, plainText, type Quiz, type WrittenQuestion, yamlLines } from '#course/quiz.ts';

/**
 * A quiz as GIFT, Moodle's plain format (docs.moodle.org, « GIFT format »). A question that GIFT has no kind for becomes the
 * nearest: an order is a match of ranks, a line of YAML a number to type. What only the cluster can answer is left out.
 */
export function giftOf(quiz: Quiz, category: string): string {
  const questions = quiz.questions.filter(isWritten).map(questionOf);
  return [`$CATEGORY: ${oneLine(category)}`, ...questions].join('\n\n') + '\n';
}

function questionOf(question: WrittenQuestion): string {
  const head = `::${escaped(question.id)}::[plain]${promptOf(question)}`;
  return `${head} {\n${answersOf(question)
    .map((line) => `\t${line}\n`)
    .join('')}}`;
}

function promptOf(question: WrittenQuestion): string {
  const prompt = escaped(plainText(question.prompt));
  if (question.type !== 'yaml-line') return prompt;
  const lines = yamlLines(question.yaml).map((line, at) => `${at + 1}  ${line}`);
  return `${prompt}\\n\\n${lines.map(escaped).join('\\n')}\\n`;
}

function answersOf(question: WrittenQuestion): readonly string[] {
  switch (question.type) {
    case 'single':
      return question.options.map(
        ({ correct, text, explanation }) => `${correct ? '=' : '~'}${said(text, explanation)}`,
      );
    case 'multiple': {
      const weights = weightsOf(question.options);
      return question.options.map(({ text, explanation }, at) => {
        return `~%${weights[at]}%${said(text, explanation)}`;
      });
    }
    case 'match':
      return [
        ...question.pairs.map(({ left, right }) => pair(left, right)),
        general(question.explanation),
      ];
    case 'order':
      return [
        ...question.items.map((item, at) => pair(item, String(at + 1))),
        general(question.explanation),
      ];
    case 'short':
      return [
        ...question.answers.map((answer) => `=${escaped(answer)}`),
        general(question.explanation),
      ];
    case 'yaml-line':
      return [`=${question.line}`, general(question.explanation)];
  }
}

/** Percentages that Moodle knows: the right ones share 100, each wrong one takes away as much as a right one gives. */
export function weightsOf(options: readonly { readonly correct?: boolean | undefined }[]) {
  const right = options.filter(({ correct }) => correct).length;
  const share = Number((100 / right).toFixed(5));
  return options.map(({ correct }) => (correct ? share : -share));
}

function said(text: string, explanation: string): string {
  return `${escaped(plainText(text))} #${escaped(plainText(explanation))}`;
}

function pair(left: string, right: string): string {
  return `=${escaped(plainText(left))} -> ${escaped(plainText(right))}`;
}

function general(explanation: string): string {
  return `####${escaped(plainText(explanation))}`;
}

/** What means something in GIFT; a line break would end an answer. */
function escaped(text: string): string {
  return oneLine(text).replace(/[\\~=#{}:]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trimEnd();
}
