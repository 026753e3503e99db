/** The migration tools whose output a preview can read. */
export const TOOLS_WITH_PREVIEW = [
  'dbmate',
  'django',
  'rails',
  'kysely',
  'flyway',
  'atlas',
  'node-pg-migrate',
  'knex',
  'typeorm',
  'sequelize',
  'prisma',
  'alembic',
  'liquibase',
  'goose',
  'json',
] as const;

export type PreviewTool = (typeof TOOLS_WITH_PREVIEW)[number];
