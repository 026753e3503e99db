import { describe, expect, test } from 'vitest';
import { findStopReason } from '../../../src/core/stop-reasons/catalogue.ts';
import { MISLEADING, SEEN } from './seen-in-public.ts';

describe('texts that people have posted', () => {
  test.each(SEEN)('$where: $text', ({ text, family, code }) => {
    const found = findStopReason([text]);
    expect(found?.family, found?.cause).toBe(family);
    expect(found?.code).toBe(code);
  });

  test.each(MISLEADING)('$where: $text', ({ text, family, code }) => {
    const found = findStopReason([text]);
    expect(found?.family, found?.cause).toBe(family);
    expect(found?.code).toBe(code);
  });

  test('one program that is missing is not taken for a command of one word', () => {
    const text = 'CannotStartContainerError: exec: "migrat": executable file not found in $PATH';
    expect(findStopReason([text])?.code).toBe('command-not-found');
  });
});
