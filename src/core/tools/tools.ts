/**
 * What is known about a migration tool. Nothing here says that a migration may be tried again: with every tool, a file
 * can turn its transaction off. A row only forbids it.
 */
export interface ToolRow {
  /** Matches one command, without wrappers such as `npx` and with the base name of its program. */
  command: RegExp;
  /** Why a failed attempt must never be repeated, as a part of a sentence. Absent if it depends on the migration. */
  never?: string;
  /** True if the tool keeps a table of what it has applied, so that another attempt continues after that. */
  resumes?: true;
  /** What the tool does with PGOPTIONS. `ignored` was tried, or is known of its driver. Absent: not known. */
  pgOptions?: 'honoured' | 'ignored';
}

const DIRTY = 'it marks the migration as failed, and refuses the next attempt until somebody has checked';

/** Migration tools, by the name that users know. The first row that matches a command wins. */
export const TOOLS = {
  dbmate: { command: /^dbmate\b/, resumes: true, pgOptions: 'honoured' },
  'node-pg-migrate': { command: /^node-pg-migrate\b/, resumes: true, pgOptions: 'honoured' },
  knex: { command: /^knex\b.*\bmigrate:/, resumes: true, pgOptions: 'honoured' },
  prisma: { command: /^prisma\b.*\b(?:migrate|db)\b/, never: DIRTY, resumes: true },
  typeorm: { command: /^typeorm\S*\b.*\bmigration:/, resumes: true, pgOptions: 'honoured' },
  sequelize: { command: /^sequelize(?:-cli)?\b.*\bdb:/, resumes: true, pgOptions: 'honoured' },
  'drizzle-kit': { command: /^drizzle-kit\b/, resumes: true, pgOptions: 'honoured' },
  kysely: { command: /^kysely\b.*\bmigrat/, resumes: true, pgOptions: 'honoured' },
  django: { command: /^(?:manage\.py|django-admin|django)\b.*\bmigrate\b/, resumes: true, pgOptions: 'honoured' },
  alembic: { command: /^alembic\b/, resumes: true, pgOptions: 'honoured' },
  rails: { command: /^(?:rails|rake)\b.*\bdb:/, resumes: true, pgOptions: 'honoured' },
  flyway: { command: /^flyway\b/, resumes: true, pgOptions: 'ignored' },
  liquibase: { command: /^liquibase\b/, resumes: true, pgOptions: 'ignored' },
  'golang-migrate': {
    command: /^migrate\b.*\s-{1,2}(?:path|source|database)\b/,
    never: DIRTY,
    resumes: true,
    pgOptions: 'honoured',
  },
  goose: { command: /^goose\b/, resumes: true },
  sqlx: { command: /^sqlx\b.*\bmigrate\b/, resumes: true, pgOptions: 'honoured' },
  diesel: { command: /^diesel\b.*\bmigration\b/, resumes: true, pgOptions: 'honoured' },
  atlas: { command: /^atlas\b/, resumes: true },
  sqitch: {
    command: /^sqitch\b/,
    never: 'after a failure it runs revert scripts by itself, so the next attempt begins at another place',
    pgOptions: 'honoured',
  },
  psql: {
    command: /^psql\b(?!.*\s(?:-\w*1\w*|--single-transaction)(?:\s|$))/,
    never: 'without --single-transaction, each of its statements commits on its own',
    pgOptions: 'honoured',
  },
  'psql --single-transaction': { command: /^psql\b/, pgOptions: 'honoured' },
  mysql: { command: /^(?:mysql|mariadb)\b/, never: 'DDL of MySQL and MariaDB commits by itself' },
} as const satisfies Record<string, ToolRow>;

export type ToolName = keyof typeof TOOLS;

/** The row of a tool, with every column. */
export function toolOf(name: ToolName): ToolRow {
  return TOOLS[name];
}
