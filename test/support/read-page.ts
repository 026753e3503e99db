import type { Page } from 'playwright-core';

/** A text that is hard to read: its contrast is under the 4.5 : 1 that WCAG AA asks for. */
export interface FaintText {
  text: string;
  contrast: number;
}

/** Runs in the page, so it is a text: the types of a browser would be known in all of our code otherwise. */
const FAINT_TEXTS = String.raw`(() => {
  const rgb = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour[3] === undefined || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === '' || element.closest('script,style')) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push({ text: node.textContent.trim(), contrast });
  }
  return found;
})()`;

/** The texts of a page whose contrast with their background is too low. Only for backgrounds of one colour. */
export async function findFaintTexts(page: Page): Promise<FaintText[]> {
  return page.evaluate<FaintText[]>(FAINT_TEXTS);
}

/** How far the page is wider than the window, in pixels. */
export async function findOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** The tag of the element that the keyboard would work on. */
export async function focusedTag(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.tagName');
}
