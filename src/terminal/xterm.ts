/** All of xterm.js, in the chunk that loads when a terminal opens; its style sheet is part of the lab's. */
export { FitAddon } from '@xterm/addon-fit';
export { Terminal } from '@xterm/xterm';
