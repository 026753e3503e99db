import { describe, expect, test } from 'vitest';
import { flagSource } from '../../src/cli/flags.ts';
import { resolveSettings } from '../../src/core/settings/settings.ts';
import { SETTING_KEYS } from '../../src/core/settings/settings-table.ts';

const read = (argv: Record<string, unknown>) => resolveSettings([flagSource(argv, SETTING_KEYS)]).settings;

describe('lists of flags', () => {
  test.each<[Record<string, unknown>, object]>([
    // A flag is one NAME=VALUE, as it stands.
    [{ env: 'A=1,B=2 C=3' }, { env: { A: '1,B=2 C=3' } }],
    [{ env: ['A="x"', 'B=2'] }, { env: { A: '"x"', B: '2' } }],
    [{ env: '{"A":"1"}' }, { env: { A: '1' } }],
    [{ tag: ['a=b c=d'] }, { tag: { a: 'b c=d' } }],
    [{ subnets: 'subnet-a,subnet-b' }, { subnets: ['subnet-a', 'subnet-b'] }],
    [{ subnets: ['subnet-a', 'subnet-b,subnet-c'] }, { subnets: ['subnet-a', 'subnet-b', 'subnet-c'] }],
    [{ subnets: '["subnet-a", "subnet-b"]' }, { subnets: ['subnet-a', 'subnet-b'] }],
    [{ report: ['my a.xml', 'b.md,c.env'] }, { report: ['my a.xml', 'b.md', 'c.env'] }],
    [{ report: 'my a.xml' }, { report: ['my a.xml'] }],
    [{ fault: 'failed-start:a, b' }, { fault: ['failed-start:a, b'] }],
    [
      { image: 'web=a:1,b:2' },
      {
        image: [{ container: 'web', image: 'a:1' }, { image: 'b:2' }],
      },
    ],
  ])('%j', (argv, expected) => {
    expect(read(argv)).toEqual(expected);
  });
});
