import { formatDuration } from '../../core/base/duration.ts';
import { stateWord, type TargetReport, tookMs } from '../fleet/fleet-report.ts';
import { type CauseGroup, groupCauses } from '../fleet/group-causes.ts';
import { createElement, type Markup } from '../markup.ts';
import { plainText } from '../plain-text.ts';
import { card, linkList, logLines, withCommands } from './parts.ts';

/** All last lines of a page together. More would make it slow to open. In characters. */
const LINES_CHARACTERS = 3_000_000;

/** What failed, by cause, with the last lines of each failed target. */
export function causeCards(targets: readonly TargetReport[]): Markup[] {
  const groups = groupCauses(targets);
  const budget = { characters: LINES_CHARACTERS };
  return card('What failed, and why', ...groups.map((group, i) => reason(group, i === 0, budget)));
}

/** The id of a target's details in the page. A link to it is the same text after a `#`. */
export function detailsId(name: string): string {
  return `target-${encodeURIComponent(plainText(name))}`;
}

function reason({ cause, next, targets }: CauseGroup, isFirst: boolean, budget: { characters: number }): Markup {
  const count = targets.length === 1 ? '' : ` – ${targets.length} targets`;
  return createElement(
    'div',
    { class: 'reason' },
    createElement('h3', {}, cause, createElement('span', { class: 'soft' }, count)),
    ...(next === ''
      ? []
      : [createElement('p', { class: 'next' }, createElement('strong', {}, 'Next: '), ...withCommands(next))]),
    ...targets.map((target, i) => details(target, { isOpen: isFirst && i === 0, cause, budget })),
  );
}

function details(
  target: TargetReport,
  { isOpen, cause, budget }: { isOpen: boolean; cause: string; budget: { characters: number } },
): Markup {
  const { name, exitCode, attempt, lastLines, causeLine, warnings, console, logConsole } = target;
  const took = tookMs(target);
  const facts = [
    stateWord(target),
    ...(exitCode === null ? [] : [`exit code ${exitCode}`]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(took === null ? [] : [formatDuration(took)]),
  ];
  const own = target.cause === cause || target.cause === '' ? '' : `: ${target.cause}`;
  const size = lastLines.reduce((sum, line) => sum + line.length, 0);
  const fits = budget.characters >= size;
  if (fits) budget.characters -= size;
  const linesLeftOut = createElement('p', { class: 'soft' }, 'Its last lines are left out: see the JSON report.');
  return createElement(
    'details',
    { id: detailsId(name), open: isOpen ? '' : undefined },
    createElement('summary', {}, createElement('b', {}, name), ` ${facts.join(' · ')}${own}`),
    ...warnings.map(({ text }) => createElement('p', {}, `Warning: ${text}`)),
    ...(fits ? logLines(lastLines, causeLine, `Last lines of ${name}`) : [linesLeftOut]),
    ...linkList([
      ['The task', console],
      ['Its log', logConsole],
    ]),
  );
}
