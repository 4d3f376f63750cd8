// Runs before anything is installed: nothing but Node's own modules here, and only what Node 18 understands, so that an
// old Node gets a sentence instead of a syntax error.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WANTED = [20, 19];

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return;
  console.error(`Cadenza needs Node ${WANTED.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, new URL('../', import.meta.url)), 'utf8'));
}

/** Whether node_modules holds exactly the versions of package-lock.json. */
function isInstalled() {
  if (!existsSync(`${ROOT}node_modules/.package-lock.json`)) return false;
  const wanted = readJson('package-lock.json').packages;
  const present = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) => path === '' || optional || (peer && !present[path]) || present[path]?.version === version,
  );
}

async function install() {
  const total = Object.keys(readJson('package-lock.json').packages).length;
  console.log(`Installing ${total} packages (npm ci); this takes a minute or two the first time.`);
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']];
  const child = spawn(command, [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ticking = setInterval(() => console.log(`  … npm ci (${seconds()} s)`), 10_000);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(ticking);
  if (code !== 0) {
    console.error(`npm ci failed:\n${output.trim()}`);
    process.exit(1);
  }
  console.log(`  ✓ packages installed (${seconds()} s)`);
}

/** Makes sure the dependencies are there, then runs a TypeScript file of this folder in this very process. */
export async function launch(script) {
  checkNode();
  process.chdir(ROOT);
  if (!isInstalled()) await install();
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL(script, import.meta.url).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await launch('./start.ts');
