import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env, inheritedEnvironment } from '../config/env.ts';
import { ROOT } from './lib/app-process.ts';
import { findChromium } from './lib/chromium.ts';
import { consoleProgress } from './lib/progress.ts';
import { findTemporalCli } from './lib/temporal-cli.ts';
import { type Stage, stagesFor } from './lib/test-stages.ts';
import { type Counts, readVitestReport } from './lib/vitest-report.ts';

const RESULTS = join(ROOT, 'test-results');
const progress = consoleProgress();

/** What the stages need besides packages, and the variables that tell their processes where it is. */
async function provision(stages: readonly Stage[]): Promise<Record<string, string>> {
  const needed = new Set(stages.flatMap((stage) => stage.needs ?? []));
  const variables: Record<string, string> = {};
  if (needed.has('temporal'))
    variables['TEMPORAL_CLI'] = await progress.step('Temporal server', (note) => findTemporalCli(env().TEMPORAL_CLI, note));
  if (needed.has('chromium'))
    variables['CHROMIUM_PATH'] = await progress.step('Chromium', (note) => findChromium(env().CHROMIUM_PATH, note));
  return variables;
}

function reportFile(stage: Stage): string {
  return join(RESULTS, `${stage.name}.json`);
}

async function runStage(stage: Stage, variables: Readonly<Record<string, string>>, note: (text: string) => void): Promise<boolean> {
  const [program, ...given] = stage.run;
  const args = stage.counted === true ? [...given, `--outputFile.json=${reportFile(stage)}`] : given;
  const path = join(ROOT, 'node_modules', '.bin', program);
  const child = spawn(path, args, { cwd: ROOT, env: { ...inheritedEnvironment(), ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let files = 0;
  const take = (chunk: Buffer): void => {
    const text = chunk.toString();
    output += text;
    files += text.split('✓').length - 1;
    if (stage.counted === true) note(`${files} files passed`);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  writeFileSync(join(RESULTS, `${stage.name}.log`), output);
  if (code !== 0) progress.say(output.trim());
  return code === 0;
}

function countsOf(stage: Stage, succeeded: boolean): Counts {
  if (stage.proof === true) return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (stage.counted !== true) return { passed: 0, failed: succeeded ? 0 : 1 };
  try {
    const counts = readVitestReport(reportFile(stage));
    // A level without tests, or a run that broke beside its tests, must not look green.
    const broken = !succeeded || counts.passed === 0;
    return counts.failed === 0 && broken ? { ...counts, failed: 1 } : counts;
  } catch {
    return { passed: 0, failed: 1 };
  }
}

async function main(): Promise<number> {
  const stages = stagesFor(process.argv.slice(2));
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const variables = await provision(stages);
  const failed: string[] = [];
  const total = { passed: 0, failed: 0 };
  for (const stage of stages) {
    const started = Date.now();
    progress.say(`▸ ${stage.title}`);
    const ticking = { text: '' };
    const timer = setInterval(() => progress.say(`  … ${ticking.text} ${Math.round((Date.now() - started) / 1000)} s`), 15_000);
    const succeeded = await runStage(stage, variables, (text) => (ticking.text = text)).finally(() => clearInterval(timer));
    const counts = countsOf(stage, succeeded);
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (counts.failed > 0) failed.push(stage.title);
    const figures = stage.counted === true ? `${counts.passed} passed, ${counts.failed} failed, ` : '';
    progress.say(`  ${counts.failed === 0 ? '✓' : '✗'} ${figures}${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  if (failed.length > 0) progress.say(`Failed: ${failed.join(', ')}`);
  progress.say(`${total.passed} passed, ${total.failed} failed`);
  const nothingRan = total.passed === 0 && stages.some((stage) => stage.counted === true || stage.proof === true);
  return total.failed > 0 || nothingRan ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exit(1);
  },
);
