import { error, warning } from './row.ts';

/** Findings about the lock time-out and further attempts. */
export const AGAIN_FINDINGS = {
  'retry-not-safe': error<{ retries: string; safe: string | undefined }>({
    doc: '`--retries` without `--retry-safe transactional`',
    cause: ({ retries, safe }) =>
      safe === undefined
        ? `${retries}: nothing shows that a failed attempt leaves nothing behind`
        : `${retries} and ${safe} contradict each other`,
    next: () =>
      'give --retry-safe transactional only if each migration runs in one transaction, so that a failed attempt leaves nothing behind; otherwise an attempt may change the same rows again. Or remove --retries',
  }),
  'retry-never': error<{ retries: string; what: string; why: string }>({
    doc: '`--retries` with a tool or command whose attempts must not be repeated, whatever `--retry-safe` says',
    cause: ({ retries, what, why }) => `${retries} is not possible with ${what}: ${why}`,
    next: 'remove --retries, or run the migration with a tool and a command that leave nothing behind when they fail',
  }),
  'no-preview-command': error<{ tool: string | null }>({
    doc: 'a preview was asked for, and no command is known that shows what is pending',
    cause: ({ tool }) =>
      tool === null
        ? 'the command of the migration does not show which tool it runs, so it is not known how to ask what is pending'
        : `it is not known how ${tool} is asked what is pending with this command`,
    next: 'give --preview-command, and --tool so that its output can be read (json: it prints a line such as {"pending": ["1_orders.sql"]})',
  }),
  'lock-timeout-secret': error<{ origin: string; container: string }>({
    doc: '`--lock-timeout` if PGOPTIONS is a secret, which no override can add to',
    cause: ({ origin, container }) =>
      `${origin} adds to PGOPTIONS, but PGOPTIONS of container ${container} is a secret, which RunTask cannot change`,
    next: 'set lock_timeout for the role (ALTER ROLE migrator SET lock_timeout), put it into the secret, or make PGOPTIONS a plain variable: it needs no secret',
  }),
  'lock-timeout-unheeded': warning<{ why: string }>({
    doc: '`--lock-timeout` may have no effect: the driver does not read PGOPTIONS, or a proxy refuses it',
    cause: ({ why }) => `the lock time-out may not reach the database: ${why}`,
    next: 'set it for the role instead: ALTER ROLE migrator SET lock_timeout',
  }),
};
