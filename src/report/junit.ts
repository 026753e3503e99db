import { familyAndRevision, shortName } from '../core/base/arn.ts';
import { commandOf } from './describe.ts';
import {
  type FleetReport,
  hasSucceeded,
  inOrderOfConcern,
  isUnlaunched,
  stateWord,
  type TargetReport,
  tookMs,
} from './fleet/fleet-report.ts';
import { createElement, type Markup } from './markup.ts';
import type { Report } from './report.ts';

/** Nothing failed, and no migration ran to its end: a skipped test. */
const SKIPPED: readonly Report['outcome'][] = ['planned', 'detached', 'skipped'];

/** Longest name of a test case. A command may be a whole script, and a name is shown in one line. */
const NAME_CHARACTERS = 200;

/** CodeBuild keeps so many cases of a report. */
const MOST_CASES = 500;

type Verdict = 'failure' | 'error' | 'skipped' | undefined;

/** A test case, and what it counts as. */
interface Case {
  markup: Markup;
  verdict: Verdict;
}

/** What is said of a case that did not succeed. */
interface Told {
  outcome: string;
  cause: string;
  next: string;
  lastLines: readonly string[];
}

/**
 * JUnit XML, as CodeBuild's report groups, GitLab and Jenkins read it: one case, or one for each target, in files of 500.
 * A failed container is a `failure`. Any other ending with an exit code other than 0 is an `error`.
 */
export function renderJUnit(report: Report): string[] {
  if (report.fleet === undefined) return [renderSuite(report, [caseOfRun(report)], secondsOf(report))];
  const cases = casesOfFleet(report, report.fleet);
  const files = Array.from({ length: Math.max(1, Math.ceil(cases.length / MOST_CASES)) }, (_, i) =>
    cases.slice(i * MOST_CASES, (i + 1) * MOST_CASES),
  );
  return files.map((some) => renderSuite(report, some, secondsOf(report)));
}

function renderSuite(report: Report, cases: readonly Case[], seconds: number): string {
  const count = (verdict: Verdict) => cases.filter((one) => one.verdict === verdict).length;
  const counts = {
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: formatSeconds(seconds),
  };
  const suite = createElement(
    'testsuite',
    { name: 'ecs-migrate', ...counts, timestamp: report.startedAt.replace(/\.\d+Z$/, '') },
    propertiesOf(report),
    ...cases.map(({ markup }) => markup),
  );
  const suites = createElement('testsuites', { name: 'ecs-migrate', ...counts }, suite);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${suites.markup}\n`;
}

function caseOfRun(report: Report): Case {
  const { outcome, exitCode } = report;
  return createCase(
    { classname: classNameOf(report), name: caseNameOf(report) },
    secondsOf(report),
    verdictOf(outcome, exitCode),
    report,
  );
}

/**
 * One case for each target, failures first: of a report with more than 500 cases, CodeBuild shows only some. A fleet that
 * failed without a failed target (its launches were stopped, say) has a case of its own, so that it is not green.
 */
function casesOfFleet(report: Report, { targets }: FleetReport): Case[] {
  const cases = inOrderOfConcern(targets).map((target) => caseOfTarget(report, target));
  const isGreen = cases.every(({ verdict }) => verdict === undefined || verdict === 'skipped');
  const ofFleet = { classname: classNameOf(report), name: caseNameOf(report) };
  const whole =
    report.exitCode !== 0 && isGreen
      ? [createCase(ofFleet, 0, verdictOf(report.outcome, report.exitCode), report)]
      : [];
  return [...whole, ...cases];
}

function caseOfTarget(report: Report, target: TargetReport): Case {
  const { name, group, cause, next, lastLines, exitCode } = target;
  const attributes = { classname: group === null ? classNameOf(report) : `${classNameOf(report)}.${group}`, name };
  const seconds = (tookMs(target) ?? 0) / 1_000;
  const word = stateWord(target);
  const told = {
    outcome: word,
    cause: cause === '' ? `${name}: ${isUnlaunched(target) ? 'it was not launched' : 'its end is not known'}` : cause,
    next,
    lastLines,
  };
  if (hasSucceeded(target)) return createCase(attributes, seconds, undefined, { ...told, lastLines: [] });
  if (isUnlaunched(target)) return createCase(attributes, seconds, 'skipped', told);
  return createCase(attributes, seconds, verdictOf(word, exitCode ?? 1), told);
}

function verdictOf(outcome: string, exitCode: number): Verdict {
  if (SKIPPED.some((one) => one === outcome)) return 'skipped';
  if (exitCode === 0) return undefined;
  return outcome === 'failed' ? 'failure' : 'error';
}

function createCase(
  attributes: { classname: string; name: string },
  seconds: number,
  verdict: Verdict,
  { outcome, cause, next, lastLines }: Told,
): Case {
  const isBad = verdict === 'failure' || verdict === 'error';
  const log = lastLines.length === 0 ? [] : ['', 'The last lines of the container:', ...lastLines];
  // A failure has the lines in its own text, because CodeBuild shows nothing else.
  const text = [cause, ...(next === '' ? [] : [`next: ${next}`]), ...log].join('\n');
  const children = [
    ...(isBad ? [createElement(verdict, { message: cause, type: outcome }, text)] : []),
    ...(verdict === 'skipped' ? [createElement('skipped', { message: cause })] : []),
    ...(isBad || lastLines.length === 0 ? [] : [createElement('system-out', {}, lastLines.join('\n'))]),
  ];
  const markup = createElement('testcase', { ...attributes, time: formatSeconds(seconds) }, ...children);
  return { markup, verdict };
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

function secondsOf({ phases, startedAt, endedAt }: Report): number {
  return (phases.total ?? Date.parse(endedAt) - Date.parse(startedAt)) / 1_000;
}

function formatSeconds(seconds: number): string {
  return Math.max(0, seconds).toFixed(3);
}

/** One case stands for all attempts of a migration; its properties name those that failed. */
function attemptsOf({ attempts, taskArn }: Report): Record<string, string> {
  if (attempts.length === 0) return {};
  const failed = attempts.map(({ attempt, taskArn: arn, containerExitCode, retryOn, causeLine }): [string, string] => [
    `attempt.${attempt}`,
    `${arn}: exit code ${containerExitCode}, ${retryOn}${causeLine === null ? '' : `: ${causeLine}`}`,
  ]);
  const ran = attempts.length + (taskArn === attempts.at(-1)?.taskArn ? 0 : 1);
  return { attempts: String(ran), ...Object.fromEntries(failed) };
}

function propertiesOf(report: Report): Markup {
  const { outcome, exitCode, taskArn, launched, build, tool, fleet } = report;
  const facts = {
    outcome,
    exitCode,
    taskArn,
    taskDefinition: launched?.taskDefinition,
    ...build,
    fleet: fleet?.fleet,
    resume: fleet?.resume,
    version: tool.version,
    ...attemptsOf(report),
  };
  const given = Object.entries(facts).filter(([, value]) => value != null);
  return createElement(
    'properties',
    {},
    ...given.map(([name, value]) => createElement('property', { name, value: String(value) })),
  );
}
