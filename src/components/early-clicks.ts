/**
 * Runs in <head>: a button that is clicked before its script is there is clicked again when all of the page's are, once.
 * On a slow network that is seconds. Those of islands are theirs. A string because it is inlined, with its hash in the page's policy.
 */
export const earlyClicks = `{const early=[];const keep=e=>{const b=e.target.closest('button[type=button]');if(b&&!b.closest('astro-island')){e.stopImmediatePropagation();early.push(b)}};addEventListener('click',keep,true);addEventListener('DOMContentLoaded',()=>{removeEventListener('click',keep,true);for(const b of early)b.click()})}`;
