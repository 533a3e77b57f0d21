import fc from 'fast-check';

/** Property tests draw the same cases at each run: what is drawn anew is `npm run fuzz`. */
fc.configureGlobal({ seed: 20261130 });
