import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { extname } from 'node:path';
import { packageFiles, type Files } from '../../scripts/scorm/package.ts';
import { scoScript } from '../../scripts/scorm/sco-script.ts';
import { dist } from './site.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The package of one chapter, with its files in memory. */
export async function chapterPackage(chapter: string): Promise<Files> {
  const sco = await scoScript();
  return packageFiles({ dist, id: chapter, title: chapter, chapters: [chapter], sco });
}

export interface LmsServer {
  /** The window of the LMS: scorm-again in it, and the chapter in a frame; `between`, in a frame of another site besides. */
  launchUrl: (chapter: string, options?: { between?: boolean }) => string;
  /** The page of the chapter alone. */
  chapterUrl: (chapter: string) => string;
  close: () => Promise<void>;
}

/**
 * Plays packages as an LMS does: under a path that nobody can guess, without directory indexes, and nothing else on that
 * server than the LMS's own page.
 */
export async function startLms(files: Files): Promise<LmsServer> {
  const folder = `/pluginfile.php/${Math.floor(Math.random() * 1e9)}/mod_scorm/contenu/1/`;
  const lms = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = (body: string | Uint8Array, type: string): void => {
      response.writeHead(200, { 'content-type': type });
      response.end(body);
    };
    if (pathname === '/lms/') return answer(lmsPage, 'text/html; charset=utf-8');
    if (pathname === '/lms/scorm12.js') return answer(scormAgain(), 'text/javascript');
    const path = decodeURIComponent(pathname.slice(folder.length));
    const file = pathname.startsWith(folder) ? files[path] : undefined;
    if (file) return answer(file, types[extname(path)] ?? 'application/octet-stream');
    response.writeHead(404, { 'content-type': 'text/plain' });
    return response.end();
  });
  const other = await listen((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(otherPage);
  });
  const chapterUrl = (chapter: string) => `${lms.origin}${folder}fr/${chapter}/index.html`;
  return {
    chapterUrl,
    launchUrl: (chapter, { between = false } = {}) => {
      const own = chapterUrl(chapter);
      const frame = between ? `${other.origin}/?${encodeURIComponent(own)}` : own;
      return `${lms.origin}/lms/?${encodeURIComponent(frame)}`;
    },
    close: async () => {
      await Promise.all([stop(lms.server), stop(other.server)]);
    },
  };
}

function scormAgain(): string {
  return readFileSync('node_modules/scorm-again/dist/scorm12.js', 'utf8');
}

/** What was kept of the learner comes in the fragment: a new machine knows nothing else. What the LMS refuses is written down. */
const lmsPage = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>LMS</title><link rel="icon" href="data:,">
<script src="/lms/scorm12.js"></script>
<script>
  const api = new Scorm12API({ autocommit: false, logLevel: 5 });
  const kept = decodeURIComponent(location.hash.slice(1));
  api.loadFromJSON(kept ? JSON.parse(kept) : { core: { student_id: 'eleve-1' } }, 'cmi');
  window.refused = [];
  window.said = [];
  window.API = {};
  for (const name of ['LMSInitialize', 'LMSGetValue', 'LMSSetValue', 'LMSCommit', 'LMSFinish', 'LMSGetLastError', 'LMSGetErrorString', 'LMSGetDiagnostic'])
    window.API[name] = (...given) => {
      const answer = api[name](...given);
      said.push([name, ...given].join(' '));
      const code = api.LMSGetLastError();
      if (name !== 'LMSGetLastError' && String(code) !== '0') refused.push([name, ...given, code].join(' '));
      return answer;
    };
  window.cmi = () => JSON.parse(JSON.stringify(api.cmi));
</script></head><body style="margin:0">
<script>
  const frame = document.createElement('iframe');
  frame.title = 'Chapitre';
  frame.style = 'width:100vw;height:100vh;border:0';
  frame.allow = 'clipboard-write';
  frame.src = decodeURIComponent(location.search.slice(1));
  document.body.append(frame);
</script></body></html>`;

const otherPage = `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Cadre</title></head><body style="margin:0">
<script>
  const frame = document.createElement('iframe');
  frame.title = 'Chapitre';
  frame.style = 'width:100vw;height:100vh;border:0';
  frame.src = decodeURIComponent(location.search.slice(1));
  document.body.append(frame);
</script></body></html>`;

async function listen(answer: RequestListener): Promise<{ server: Server; origin: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { server, origin: `http://localhost:${port}` };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
