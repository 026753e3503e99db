import { familyAndRevision, shortName } from '../core/base/arn.ts';
import { commandOf } from './describe.ts';
import { createElement, type Markup } from './markup.ts';
import type { Report } from './report.ts';

/** Nothing failed, and no migration ran to its end: a skipped test. */
const SKIPPED: readonly Report['outcome'][] = ['planned', 'detached', 'skipped'];

/** Longest name of a test case. A command may be a whole script, and a name is shown in one line. */
const NAME_CHARACTERS = 200;

/**
 * JUnit XML with one suite and one case, as CodeBuild's report groups, GitLab and Jenkins read it. A failed container
 * is a `failure`. Any other ending with an exit code other than 0 is an `error`.
 */
export function renderJUnit(report: Report): string {
  const verdict = verdictOf(report);
  const lines = report.lastLines.join('\n');
  const seconds = secondsOf(report);
  const testcase = createElement(
    'testcase',
    { classname: classNameOf(report), name: caseNameOf(report), time: seconds },
    ...(verdict ? [verdict] : []),
    // A failure has the lines in its own text, because CodeBuild shows nothing else.
    ...(lines === '' || (verdict && report.exitCode !== 0) ? [] : [createElement('system-out', {}, lines)]),
  );
  const is = (name: string) => (verdict?.markup.startsWith(`<${name}`) ? 1 : 0);
  const counts = { tests: 1, failures: is('failure'), errors: is('error'), skipped: is('skipped') };
  const suite = createElement(
    'testsuite',
    { name: 'ecs-migrate', ...counts, time: seconds, timestamp: report.startedAt.replace(/\.\d+Z$/, '') },
    propertiesOf(report),
    testcase,
  );
  const suites = createElement('testsuites', { name: 'ecs-migrate', ...counts, time: seconds }, suite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites.markup}\n`;
}

function verdictOf(report: Report): Markup | undefined {
  const { outcome, exitCode, cause, next, lastLines } = report;
  if (SKIPPED.includes(outcome)) return createElement('skipped', { message: cause });
  if (exitCode === 0) return undefined;
  const log = lastLines.length === 0 ? [] : ['', `The last lines of the container:`, ...lastLines];
  const text = [cause, ...(next === '' ? [] : [`next: ${next}`]), ...log].join('\n');
  return createElement(outcome === 'failed' ? 'failure' : 'error', { message: cause, type: outcome }, text);
}

function classNameOf({ launched, settings }: Report): string {
  return String(launched?.cluster ?? settings['cluster']?.value ?? 'ecs-migrate');
}

/** The name is the same for each run of a migration, so that its history can be followed. It has no revision. */
function caseNameOf(report: Report): string {
  const { launched, plan, settings } = report;
  const definition =
    launched?.taskDefinition ?? plan?.taskDefinition ?? settings['taskDefinition']?.value ?? 'migration';
  const parts = [
    familyAndRevision(shortName(String(definition))).family,
    launched?.container ?? plan?.container,
    commandOf(report),
  ];
  const name = parts
    .filter((part) => part != null)
    .join('/')
    .replace(/\s+/g, ' ');
  return name.length > NAME_CHARACTERS ? `${name.slice(0, NAME_CHARACTERS)}…` : name;
}

function secondsOf({ phases, startedAt, endedAt }: Report): string {
  const ms = phases.total ?? Date.parse(endedAt) - Date.parse(startedAt);
  return (Math.max(0, ms) / 1_000).toFixed(3);
}

function propertiesOf(report: Report): Markup {
  const { outcome, exitCode, taskArn, launched, build, tool } = report;
  const facts = {
    outcome,
    exitCode,
    taskArn,
    taskDefinition: launched?.taskDefinition,
    ...build,
    version: tool.version,
  };
  const given = Object.entries(facts).filter(([, value]) => value != null);
  return createElement(
    'properties',
    {},
    ...given.map(([name, value]) => createElement('property', { name, value: String(value) })),
  );
}
