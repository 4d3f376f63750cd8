import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright';
import { inheritedEnvironment } from '../../../config/env.ts';
import { pictures } from './screen.ts';

type Theme = 'light' | 'dark';

// Evaluated by the driver, so the page's own policy against foreign scripts stays as it is.
const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it stands, in each theme; every rule of the tags is on. */
export async function accessible(page: Page, themes: readonly Theme[] = ['light', 'dark']): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(await source);
  const found: string[] = [];
  for (const theme of themes) {
    await show(page, theme);
    const results = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(tags)} }, resultTypes: ['violations'] })`,
    );
    for (const { id, nodes } of results.violations) {
      for (const { target, html, any, all, none } of nodes)
        found.push(`${theme}: ${id}: ${[...any, ...all, ...none][0]?.message ?? ''} at ${target.join(' ')}: ${html.slice(0, 120)}`);
    }
  }
  if (themes.length > 1) await show(page, 'light');
  return found;
}

const settling = 3_000;

/**
 * Nothing but tables and the canvas, which scroll inside themselves, is wider than the window. A window that has just been made smaller
 * is drawn anew a moment later: what is still too wide then stays so.
 */
export async function fits(page: Page): Promise<readonly string[]> {
  await page
    .waitForFunction('document.documentElement.scrollWidth <= document.documentElement.clientWidth', null, { timeout: settling })
    .catch(() => undefined);
  const [content, window] = await page.evaluate<readonly [number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  if (content <= window) return [];
  const widest = await page.evaluate<string>(
    // What scrolls or is cut off inside its own frame makes no page wide.
    `(() => {
      const framed = (one) => one !== null && one !== document.body && (getComputedStyle(one).overflowX !== 'visible' || framed(one.parentElement));
      return [...document.querySelectorAll('body *')]
        .filter((one) => one.getBoundingClientRect().right > ${window} + 1 && !framed(one.parentElement))
        .map((one) => one.tagName + '.' + one.className).slice(0, 4).join(' > ');
    })()`,
  );
  return [`${content} px wide in a window of ${window}: ${widest}`];
}

/** The pictures of the README, by the name of the one they are. */
const published: Readonly<Record<string, string>> = { 'home-1440': 'home.png', 'builder-1440': 'builder.png', 'run-1440': 'run.png' };
const images = fileURLToPath(new URL('../../../docs/images', import.meta.url));

/**
 * Pictures of both themes to look at, and anew those of the README, when `E2E_PICTURES=1 npm run e2e` asks for them: whether
 * they are pretty is for people to say.
 */
export async function picture(page: Page, name: string, themes: readonly Theme[] = ['light', 'dark']): Promise<readonly string[]> {
  if (inheritedEnvironment()['E2E_PICTURES'] === undefined) return [];
  for (const theme of themes) {
    await show(page, theme);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
    const file = published[name];
    if (file !== undefined && theme === 'light') await page.screenshot({ path: join(images, file) });
  }
  if (themes.length > 1) await show(page, 'light');
  return [];
}

/** The theme follows the system's; the page has changed once its mark has. */
async function show(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.locator(`html[data-theme="${theme}"]`).waitFor({ state: 'attached' });
}
