import { showSetting } from '../../core/settings/settings.ts';
import { createElement, type Markup } from '../markup.ts';
import type { Report } from '../report.ts';

/** How good an ending is: its colour, its sign, and the class in the style. */
export type Tone = 'good' | 'bad' | 'warn' | 'idle';

export const SIGNS: Readonly<Record<Tone, string>> = { good: '✔', bad: '✘', warn: '!', idle: '–' };

/** A word with the sign of its tone. The sign is for the eye only. */
export function badge(tone: Tone, word: string): Markup {
  const sign = createElement('span', { 'aria-hidden': 'true' }, `${SIGNS[tone]} `);
  return createElement('span', { class: `badge ${tone}` }, sign, word);
}

/** A part of the page with its heading. Nothing if it has no content. */
export function card(title: string, ...content: Markup[]): Markup[] {
  return content.length === 0
    ? []
    : [createElement('section', { class: 'card' }, createElement('h2', {}, title), ...content)];
}

/** A part that is folded away until it is asked for. */
export function foldedCard(title: string, ...content: Markup[]): Markup[] {
  if (content.length === 0) return [];
  return [createElement('details', { class: 'card' }, createElement('summary', {}, title), ...content)];
}

export function factTable(rows: readonly (readonly [name: string, value: string | Markup])[]): Markup[] {
  if (rows.length === 0) return [];
  const shown = rows.map(([name, value]) =>
    createElement('tr', {}, createElement('th', { scope: 'row' }, name), createElement('td', {}, value)),
  );
  return [createElement('table', { class: 'facts' }, ...shown)];
}

/** The next step under the cause. */
export function nextStep(next: string): Markup[] {
  if (next === '') return [];
  return [
    createElement(
      'div',
      { class: 'step' },
      createElement('h2', {}, 'What to do next'),
      createElement('p', { class: 'next' }, ...withCommands(next)),
    ),
  ];
}

const COMMAND =
  /((?:npx ecs-migrate|\becs-migrate (?:run|plan|attach|stop|list)|\baws (?:ecs|logs|iam)) [^;()\n]*[^;()\n ])/;

/** A sentence in which commands are shown as code, so that one sees where they begin and end. */
export function withCommands(text: string): (Markup | string)[] {
  return text.split(COMMAND).map((part, i) => (i % 2 === 1 ? createElement('code', {}, part) : part));
}

/** Links to pages of the AWS console. Only https, whatever the report contains. */
export function linkList(links: readonly (readonly [text: string, url: string | null | undefined])[]): Markup[] {
  const shown = links.flatMap(([text, url]) =>
    url?.startsWith('https://')
      ? [createElement('li', {}, createElement('a', { href: url, rel: 'noreferrer' }, text))]
      : [],
  );
  return shown.length === 0 ? [] : [createElement('ul', { class: 'links' }, ...shown)];
}

/** The last lines of a log. They wrap, and those that contain the decisive message are marked. */
export function logLines(lines: readonly string[], causeLine: string | null, label: string): Markup[] {
  if (lines.length === 0) return [];
  const decisive = findDecisive(lines, causeLine);
  const shown = lines.flatMap((line, i) => [
    ...(i === 0 ? [] : ['\n']),
    i === decisive ? createElement('mark', {}, line) : line,
  ]);
  // The block scrolls, so the keyboard must be able to reach it.
  return [createElement('pre', { tabindex: 0, role: 'region', 'aria-label': label }, ...shown)];
}

/** The last line that contains the message. The message may have been cut. */
function findDecisive(lines: readonly string[], causeLine: string | null): number | undefined {
  const message = causeLine?.replace(/ …$/, '').trim();
  if (!message) return undefined;
  const at = lines.findLastIndex((line) => line.includes(message));
  return at < 0 ? undefined : at;
}

/** Endings in which nothing failed, but nothing was proved either. */
const NEITHER: readonly Report['outcome'][] = ['planned', 'detached', 'skipped', 'listed'];
/** Endings in which it is not known what happened to the database. */
const DOUBTFUL: readonly Report['outcome'][] = ['unknown', 'uncertain', 'no-exit-code'];

export function toneOf(report: Pick<Report, 'outcome' | 'exitCode'>): Tone {
  if (NEITHER.includes(report.outcome)) return 'idle';
  if (report.exitCode === 0) return 'good';
  return DOUBTFUL.includes(report.outcome) ? 'warn' : 'bad';
}

export function remarkList(remarks: readonly (readonly [label: string, text: string])[]): Markup[] {
  if (remarks.length === 0) return [];
  const items = remarks.map(([label, text]) =>
    createElement('li', {}, createElement('strong', {}, `${label}: `), text),
  );
  return [createElement('ul', { class: 'remarks' }, ...items)];
}

/** Most of them are defaults, so they are folded away. */
export function settingCards({ settings }: Report): Markup[] {
  const rows = Object.entries(settings).map(([key, { value, origin }]): [string, string] => [
    key,
    `${settingText(key, value)} (${origin})`,
  ]);
  return foldedCard('Settings, and where each comes from', ...factTable(rows));
}

/** A list as words, without the brackets of JSON. */
function settingText(key: string, value: unknown): string {
  const isList = Array.isArray(value) && key !== 'command' && value.every((item) => typeof item === 'string');
  return isList ? value.join(', ') : showSetting(key, value);
}
