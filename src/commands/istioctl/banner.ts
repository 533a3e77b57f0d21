/** A sail, each line as wide as the others (operator/cmd/mesh/install-banner). */
export const banner = String.raw`
        |\
        | \
        |  \
        |   \
      /||    \
     / ||     \
    /  ||      \
   /   ||       \
  /    ||        \
 /     ||         \
/______||__________\
____________________
  \__       _____/
     \_____/
`
  .split('\n')
  .slice(1, -1)
  .map((line) => `${line.padEnd(20)}\n`)
  .concat('\n')
  .join('');
