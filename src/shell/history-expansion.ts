/** `!!`, `!$`, `!*`, `!n`, `!-n`, `!word`: what they stand for, or the one that stands for nothing (bash 5.2, manual 9.3). */
export function expandHistory(
  line: string,
  history: readonly string[],
): { text: string } | { missing: string } {
  if (!line.includes('!')) return { text: line };
  let missing: string | undefined;
  const text = line.replace(
    /'[^']*'|\\[^]|!(!|\$|\*|\^|-?\d+|[A-Za-z][\w./-]*)(?=$|[^=(])/gu,
    (whole: string, event: string | undefined, at: number) => {
      if (event === undefined || /[$[{\w]/u.test(line.charAt(at - 1))) return whole;
      const found = eventOf(event, history);
      if (found === undefined) missing ??= whole;
      return found ?? whole;
    },
  );
  return missing === undefined ? { text } : { missing };
}

function eventOf(event: string, history: readonly string[]): string | undefined {
  const last = history.at(-1);
  const words = (last ?? '').trim().split(/\s+/u);
  switch (event) {
    case '!':
      return last;
    case '$':
      return last === undefined ? undefined : words.at(-1);
    case '^':
      return words[1];
    case '*':
      return last === undefined ? undefined : words.slice(1).join(' ');
  }
  if (/^-?\d/u.test(event)) {
    const number = Number(event);
    return number < 0 ? history.at(number) : history[number - 1];
  }
  return history.findLast((one) => one.startsWith(event));
}
