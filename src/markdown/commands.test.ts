import { expect, test } from 'vitest';
import { splitCommands } from './commands.ts';

const inputs = (code: string) => splitCommands(code).map(({ input }) => input);

test('each line is a command, blank lines and comments are not', () => {
  expect(inputs('ls\n\n# un commentaire\npwd\n')).toEqual(['ls', 'pwd']);
});

test('a final backslash continues the command', () => {
  expect(inputs('kubectl get pods \\\n  -A\npwd')).toEqual(['kubectl get pods \\\n  -A', 'pwd']);
});

test('a here-document goes on until its delimiter', () => {
  expect(inputs("cat <<'EOF' > a.yaml\nkind: Pod\nEOF\nls")).toEqual([
    "cat <<'EOF' > a.yaml\nkind: Pod\nEOF",
    'ls',
  ]);
});

test('says on which lines of the block each command stands', () => {
  expect(splitCommands('# prépare\na \\\n  b\nc')).toEqual([
    { input: 'a \\\n  b', first: 1, last: 2 },
    { input: 'c', first: 3, last: 3 },
  ]);
});
