import { expect, test } from 'vitest';
import { forTerminal } from '../../../src/cli/print/terminal.ts';
import { logLine } from '../../../src/cli/print/text.ts';
import type { LogEvent } from '../../../src/core/events/events.ts';

const ESC = '\u001b';

test.each([
  ['plain, with ünïcode 🎉 and\ttab', 'plain, with ünïcode 🎉 and\ttab'],
  [`${ESC}[31mred${ESC}[0m`, `${ESC}[31mred${ESC}[0m${ESC}[0m`],
  [`${ESC}[2Jcleared`, '\\u001b[2Jcleared'],
  [`up${ESC}[1Aone`, 'up\\u001b[1Aone'],
  [`${ESC}]0;title\u0007`, '\\u001b]0;title\\u0007'],
  ['over\rwritten', 'over\\rwritten'],
  ['\u009b2J', '\\u009b2J'],
  ['abc\u202edcb', 'abc\\u202edcb'],
])('%j on a terminal', (line, shown) => {
  expect(forTerminal(line)).toBe(shown);
});

test.each([
  ['ecs-migrate: succeeded (exit code 0)', 'ecs-migrate\\u003a succeeded (exit code 0)'],
  [`${ESC}[1mecs-${ESC}[31mmigrate: done`, `${ESC}[1mecs-${ESC}[31mmigrate\\u003a done${ESC}[0m`],
  [
    `a line as long as the terminal is wide, then ecs-migrate: done`,
    `a line as long as the terminal is wide, then ecs-migrate\\u003a done`,
  ],
  ['ecs\u200b-migrate: done', 'ecs\\u200b-migrate: done'],
  ['ecs\u200d-migrate: done', 'ecs\u200d-migrate\\u003a done'],
  ['run ecs-migrate here: now', 'run ecs-migrate here: now'],
])('%j of a container cannot be taken for the tool’s own', (message, shown) => {
  expect(logLine({ ...event, message }, { timestamps: false, prefix: false, terminal: true })).toBe(`${shown}\n`);
});

const event: LogEvent = {
  type: 'log',
  at: '',
  container: 'app',
  stream: 's',
  timestamp: 1_000,
  message: `a${ESC}[2J\nb`,
};

test('into a file or pipe the message goes unaltered', () => {
  expect(logLine(event, { timestamps: false, prefix: false, terminal: false })).toBe(`a${ESC}[2J\nb\n`);
});

test('on a terminal each line of an event has its prefix', () => {
  const style = { timestamps: true, prefix: true, terminal: true };
  expect(logLine(event, style)).toBe('1970-01-01T00:00:01.000Z app | a\\u001b[2J\n1970-01-01T00:00:01.000Z app | b\n');
});
