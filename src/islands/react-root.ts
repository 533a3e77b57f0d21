/** React DOM, to be evaluated by itself: with all the rest, it would keep a slow machine's page from listening for too long. */
export { createRoot } from 'react-dom/client';
