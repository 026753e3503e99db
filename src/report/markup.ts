import { plainText } from './plain-text.ts';

/** Markup that can be inserted into other markup without escaping. */
export interface Markup {
  markup: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is valid in XML and HTML: markup is escaped, and control characters become a replacement character. */
export function escapeMarkup(text: string): string {
  return plainText(text).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** An element of XML or HTML. Of those without an end tag in HTML only `input` is used. Texts and attributes are escaped. An attribute that is `undefined` is left out. */
export function createElement(name: string, attributes: Attributes, ...children: (Markup | string)[]): Markup {
  const given = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeMarkup(String(value)).replaceAll('\n', '&#10;')}"`);
  const inner = children.map((child) => (typeof child === 'string' ? escapeMarkup(child) : child.markup));
  const end = name === 'input' ? '' : `</${name}>`;
  return { markup: `<${name}${given.join('')}>${inner.join('')}${end}` };
}
