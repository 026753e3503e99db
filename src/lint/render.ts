import { createElement } from '../report/markup.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { errorsIn, GET_SQUAWK, type LintResult, type LiveVersion } from './lint.ts';

/** The findings as text for people: where, what, why, and the way out over two releases. */
export function renderText(result: LintResult, verbose: boolean): string {
  const shown = result.findings.filter((one) => verbose || !isStyle(one));
  return shown.map((one) => `${wordFinding(one)}\n`).join('\n');
}

function wordFinding(finding: LintFinding): string {
  const { file, line, level, code, cause, why, wayOut, statement, breaks = [], exception } = finding;
  const [now, later] = wayOut;
  const steps = [
    ...(statement === '' ? [] : [`    ${statement}`]),
    ...(breaks.length === 0 ? [] : [`  breaks:        ${breaks.join(', ')}`]),
    ...(exception === undefined ? [] : [`  exception:     ${exception}`]),
    ...(why === '' ? [] : [`  why:           ${why}`]),
    ...(now === undefined ? [] : [`  ${later === undefined ? 'instead:      ' : 'this release: '} ${now}`]),
    ...(later === undefined ? [] : [`  a later one:   ${later}`]),
  ];
  return [`${file}:${line}: ${level === 'note' ? 'note: ' : ''}${cause} (${code})`, ...steps].join('\n');
}

/** What squawk says about style is many lines, and not about the running version. */
function isStyle({ code, level }: LintFinding): boolean {
  return code.startsWith('squawk/') && level === 'note';
}

/** The numbers, and what was not judged. */
export function renderSummary(result: LintResult, verbose: boolean): string[] {
  const { files, statements, findings, allowed, squawk, passedOver, live = [] } = result;
  const errors = errorsIn(result).length;
  const style = findings.filter(isStyle).length;
  const notes = findings.length - errors - style;
  const { wayBack, notSql } = passedOver;
  return [
    ...live.map((one) => wordVersion(one, files.length)),
    `${count(files.length, 'file')}, ${count(statements, 'statement')}: ${errors === 0 ? 'no problems found' : count(errors, 'problem')}${notes > 0 ? `, ${count(notes, 'note')}` : ''}`,
    ...allowed.map(wordAllowed),
    ...(style > 0 && !verbose ? [`squawk has ${count(style, 'note')} about style: --verbose shows them`] : []),
    ...(wayBack > 0 ? [`passed over: ${count(wayBack, 'file')} of a way back (down, undo)`] : []),
    ...(notSql.length > 0
      ? [
          `not judged, because they are not SQL: ${notSql.slice(0, 3).join(', ')}${notSql.length > 3 ? ` and ${notSql.length - 3} more` : ''} (see docs/lint.md)`,
        ]
      : []),
    ...(squawk === 'missing'
      ? [`squawk is not installed, so nothing was judged that only locks a table for long: ${GET_SQUAWK}`]
      : []),
  ];
}

function wordVersion(version: LiveVersion, files: number): string {
  const { service, taskDefinition, because, images, commit, unknownFiles } = version;
  const knows =
    commit === null
      ? `nobody can say which migrations it knows (${images.join(', ')}), so all that are judged are taken for new`
      : `its commit ${commit.slice(0, 12)} ${unknownFiles === 0 ? 'has all of them' : `does not have ${unknownFiles} of ${count(files, 'file')}`}`;
  return `${taskDefinition} of service ${service} can take traffic (${because.join(', ')}): ${knows}`;
}

function wordAllowed({ file, line, code, reason, after }: Allowed): string {
  const unchecked =
    after === undefined || after.proven ? '' : ', which was not checked: --service asks ECS what is live';
  const from = after === undefined ? '' : ` (from release ${after.release} on${unchecked})`;
  return `allowed: ${file}:${line} ${code}: ${reason}${from}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Annotations of GitHub: it shows them at the lines of a pull request. */
export function renderAnnotations({ findings }: LintResult): string {
  return findings
    .filter((one) => !isStyle(one))
    .map(({ level, file, line, code, cause, why, wayOut }) => {
      const kind = level === 'error' ? 'error' : 'notice';
      const [now, later] = wayOut;
      const text = [`${cause}.`, why && `${why}.`, now && `This release: ${now}.`, later && `A later one: ${later}.`];
      const properties = `file=${property(file)},line=${line},title=${property(code)}`;
      return `::${kind} ${properties}::${data(text.filter(Boolean).join('\n'))}\n`;
    })
    .join('');
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One suite with one case for each file. */
export function renderLintJUnit(result: LintResult): string {
  const failed = new Set(errorsIn(result).map(({ file }) => file));
  const cases = result.files.map((file) => {
    const own = result.findings.filter((one) => one.file === file && !isStyle(one));
    const errors = own.filter(({ level }) => level === 'error');
    const notes = own.filter(({ level }) => level === 'note').map(wordFinding);
    const allowed = result.allowed.filter((one) => one.file === file);
    const out = [...notes, ...allowed.map(wordAllowed)];
    return createElement(
      'testcase',
      { classname: 'ecs-migrate lint', name: file },
      ...(errors.length === 0
        ? []
        : [
            createElement(
              'failure',
              { message: errors.map(({ cause }) => cause).join('; '), type: errors[0]?.code },
              errors.map(wordFinding).join('\n\n'),
            ),
          ]),
      ...(out.length === 0 ? [] : [createElement('system-out', {}, out.join('\n'))]),
    );
  });
  const counts = { tests: cases.length, failures: failed.size, errors: 0, skipped: 0 };
  const suite = createElement('testsuite', { name: 'ecs-migrate lint', ...counts }, ...cases);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${createElement('testsuites', counts, suite).markup}\n`;
}
