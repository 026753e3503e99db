import type { Answer } from '../base/failure.ts';
import type { Aws } from '../ports.ts';
import type { Redactor } from './redact.ts';

type Method = (...input: unknown[]) => unknown;

/**
 * The AWS ports with answers that other code can quote. Error messages from AWS are masked when they arrive, and the
 * names in answers become known names. Log lines pass unchanged.
 */
export function maskAnswers(aws: Aws, redactor: Redactor): Aws {
  const answered = (answer: unknown, learns: boolean): unknown => {
    if (!isAnswer(answer)) return answer;
    if (answer.ok) {
      if (learns) redactor.know(namesIn(answer.value));
      return answer;
    }
    const { failure } = answer;
    const { message, endpoint } = failure;
    const shown = { message: redactor.text(message), original: message };
    return {
      ok: false,
      failure: { ...failure, ...shown, ...(endpoint === undefined ? {} : { endpoint: redactor.text(endpoint) }) },
    };
  };
  const wrap = (method: Method, learns: boolean): Method => {
    return (...input) => {
      const given = method(...input);
      return given instanceof Promise ? given.then((answer) => answered(answer, learns)) : given;
    };
  };
  const port = (members: object, learns: boolean) =>
    Object.fromEntries(Object.entries(members).map(([name, method]) => [name, wrap(method as Method, learns)]));

  const { region, isAmazon, session, ...ports } = aws;
  const masked = Object.entries(ports).map(([name, it]) => [
    name,
    typeof it === 'function' ? wrap(it as Method, false) : port(it, name !== 'logs'),
  ]);
  return { region, isAmazon, session, ...Object.fromEntries(masked) };
}

function isAnswer(value: unknown): value is Answer<unknown> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}

const NAMES = new Set(['name', 'family', 'arn', 'taskArn', 'taskDefinitionArn', 'cluster', 'group', 'image']);

function namesIn(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return NAMES.has(key) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => namesIn(member, Array.isArray(value) ? key : name));
}
