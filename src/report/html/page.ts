import { createHash } from 'node:crypto';
import { createElement, type Markup } from '../markup.ts';

export interface Page {
  title: string;
  style: string;
  /** A script of ours. Without it the page must be readable too: some servers allow no script. */
  script?: string;
  body: Markup[];
}

/**
 * A page that loads nothing: one file that can be opened from a disk, kept as an artifact or sent by mail. Its policy
 * allows only the style and the script with these hashes, so not even a mistake in the escaping could make it run or
 * load anything else.
 */
export function renderPage({ title, style, script, body }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    createElement('title', {}, title).markup,
    `<style>${style}</style>`,
  ].join('');
  const run = script === undefined ? '' : `<script>${script}</script>`;
  const shown = body.map(({ markup }) => markup).join('\n');
  return `<!doctype html>\n<html lang="en"><head>${head}</head>\n<body>${shown}\n${run}</body></html>\n`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
