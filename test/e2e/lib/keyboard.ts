import type { Locator, Page } from 'playwright';
import { eventually } from '../../helpers/until.ts';

/** Somebody without a mouse. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  press(...keys: readonly string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.#page.keyboard.press(key)), Promise.resolve());
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text);
  }

  /** Tabs on until the element has the focus, as far as a patient person would. */
  async tabTo(target: Locator, { back = false, atMost = 80 } = {}): Promise<void> {
    await target.waitFor();
    for (let presses = 0; presses <= atMost; presses += 1) {
      if (await isFocused(target)) return;
      await this.#page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`${target} is not reached by ${atMost} presses of Tab; the focus is on ${await this.here()}`);
  }

  /** Waits until the page itself has brought the focus there. */
  async focusOn(target: Locator): Promise<void> {
    await eventually(`the focus is on ${target}`, () => isFocused(target)).catch(async (error: unknown) => {
      throw new Error(`The focus is on ${await this.here()}`, { cause: error });
    });
  }

  /** Tabs to a field and replaces what it holds. */
  async fill(target: Locator, text: string): Promise<void> {
    await this.tabTo(target);
    await this.press('Control+a');
    await this.type(text);
  }

  /** Tabs to a list of choices, opens it, goes to the one that reads so, and takes it. */
  async choose(target: Locator, label: string): Promise<void> {
    await this.tabTo(target);
    await this.press('Space');
    await this.type(label);
    await this.press('Enter');
  }

  /** The words of what has the focus now, for failures that can be understood. */
  async here(): Promise<string> {
    return this.#page.evaluate<string>('document.activeElement?.outerHTML.slice(0, 200) ?? "nothing"');
  }
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element: { matches(selector: string): boolean }) => element.matches(':focus')).catch(() => false);
}
