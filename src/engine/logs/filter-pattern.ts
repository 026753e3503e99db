import { invalidParameter } from '../errors.ts';

/**
 * Implements the text part of CloudWatch's filter patterns. A message must contain all plain terms, at least one `?`
 * term and no `-` term. JSON, regular expression and column patterns are rejected.
 */
export function filterOf(pattern = ''): (message: string) => boolean {
  const trimmed = pattern.trim();
  if (/^[{[%]/.test(trimmed)) {
    throw invalidParameter('Invalid filter pattern: the local engine understands terms, ?terms and -terms only.');
  }
  const terms = [...trimmed.matchAll(/([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, sign = '', quoted, bare]) => ({
    sign,
    term: quoted?.replaceAll(/\\(.)/g, '$1') ?? bare ?? '',
  }));
  const having = (sign: string) => terms.filter((each) => each.sign === sign).map(({ term }) => term);
  const [all, any, no] = [having(''), having('?'), having('-')];
  return (message) =>
    all.every((term) => message.includes(term)) &&
    (any.length === 0 || all.length > 0 || any.some((term) => message.includes(term))) &&
    !no.some((term) => message.includes(term));
}
