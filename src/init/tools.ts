import type { Tree } from './tree.ts';

/** A migration tool that `init` knows: how it shows in a repository, and how it migrates. */
export interface Tool {
  name: string;
  /** The file that shows it. `undefined` if the repository does not use it. */
  find(tree: Tree): string | undefined;
  /** What the container runs. */
  command(tree: Tree): string[];
  /** The folder of its migrations, if they are SQL: `lint` judges them. */
  sql?(tree: Tree): string | undefined;
  /** What to look at before the first run, if anything is particular. */
  note?: string;
}

const fileNamed =
  (pattern: RegExp) =>
  ({ files }: Tree): string | undefined =>
    files.find((file) => pattern.test(file));

/** A file of this name that contains something. */
const fileWith = (pattern: RegExp, content: RegExp) => (tree: Tree) =>
  tree.files.find((file) => pattern.test(file) && content.test(tree.read(file)));

/** A package.json that depends on a package. */
const dependsOn = (name: string) => fileWith(/(?:^|\/)package\.json$/, new RegExp(`"${name}"\\s*:`));

const folderOf = (file: string | undefined): string | undefined =>
  file?.includes('/') ? file.slice(0, file.lastIndexOf('/')) : undefined;

const sqlWith = (mark: RegExp) => fileWith(/\.sql$/, mark);

/** Every tool, the most particular signs first: a repository with Prisma may also have files that look like another's. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'Rails',
    find: fileWith(/(?:^|\/)Gemfile$/, /^\s*gem\s+['"]rails['"]/m),
    command: () => ['bin/rails', 'db:migrate'],
  },
  {
    name: 'Prisma',
    find: (tree) => fileNamed(/(?:^|\/)schema\.prisma$/)(tree) ?? dependsOn('prisma')(tree),
    command: () => ['npx', 'prisma', 'migrate', 'deploy'],
    sql: (tree) => folderOf(folderOf(fileNamed(/(?:^|\/)prisma\/migrations\/[^/]+\/migration\.sql$/)(tree))),
  },
  {
    name: 'Drizzle',
    find: (tree) => fileNamed(/(?:^|\/)drizzle\.config\.[cm]?[jt]s$/)(tree) ?? dependsOn('drizzle-kit')(tree),
    command: () => ['npx', 'drizzle-kit', 'migrate'],
    sql: (tree) => folderOf(fileNamed(/(?:^|\/)drizzle\/[^/]+\.sql$/)(tree)),
    note: 'drizzle-kit is a development dependency: it must be in the image',
  },
  {
    name: 'node-pg-migrate',
    find: dependsOn('node-pg-migrate'),
    command: () => ['npx', 'node-pg-migrate', 'up'],
    sql: (tree) => folderOf(sqlWith(/^-- Up Migration/im)(tree)),
  },
  {
    name: 'TypeORM',
    find: dependsOn('typeorm'),
    command: (tree) => ['npx', 'typeorm', 'migration:run', '-d', dataSourceOf(tree)],
    note: 'the data source is the compiled one of the image: check its path',
  },
  {
    name: 'Sequelize',
    find: (tree) => fileNamed(/(?:^|\/)\.sequelizerc$/)(tree) ?? dependsOn('sequelize-cli')(tree),
    command: () => ['npx', 'sequelize-cli', 'db:migrate'],
  },
  {
    name: 'Knex',
    find: (tree) => fileNamed(/(?:^|\/)knexfile\.[cm]?[jt]s$/)(tree) ?? dependsOn('knex')(tree),
    command: () => ['npx', 'knex', 'migrate:latest'],
  },
  {
    name: 'Django',
    find: fileWith(/(?:^|\/)manage\.py$/, /django/i),
    command: ({ files }) => [
      'python',
      files.find((file) => file.endsWith('manage.py')) ?? 'manage.py',
      'migrate',
      '--noinput',
    ],
  },
  { name: 'Alembic', find: fileNamed(/(?:^|\/)alembic\.ini$/), command: () => ['alembic', 'upgrade', 'head'] },
  {
    name: 'Ecto',
    find: fileWith(/(?:^|\/)mix\.exs$/, /:ecto_sql|:ecto\b/),
    command: (tree) => {
      const app = /app:\s*:(\w+)/.exec(tree.read('mix.exs'))?.[1] ?? 'app';
      const module = app.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
      return [`bin/${app}`, 'eval', `${module}.Release.migrate()`];
    },
    note: 'a release has no mix: the module Release is the one of the guide "Deploying with releases"',
  },
  {
    name: 'Atlas',
    find: (tree) => fileNamed(/(?:^|\/)atlas\.hcl$/)(tree) ?? fileNamed(/(?:^|\/)atlas\.sum$/)(tree),
    command: (tree) =>
      shell(`atlas migrate apply --url "$DATABASE_URL" --dir file://${atlasFolder(tree) ?? 'migrations'}`),
    sql: atlasFolder,
  },
  {
    name: 'Flyway',
    find: (tree) =>
      fileNamed(/(?:^|\/)flyway\.(?:conf|toml)$/)(tree) ?? fileNamed(/(?:^|\/)V[\d._]+__[^/]+\.sql$/)(tree),
    command: () => ['flyway', 'migrate'],
    sql: (tree) => folderOf(fileNamed(/(?:^|\/)V[\d._]+__[^/]+\.sql$/)(tree)),
  },
  {
    name: 'Liquibase',
    find: (tree) =>
      fileNamed(/(?:^|\/)liquibase\.properties$/)(tree) ??
      fileWith(/changelog[^/]*\.(?:xml|ya?ml|json|sql)$/i, /databaseChangeLog|liquibase formatted sql/)(tree),
    command: () => ['liquibase', 'update'],
    sql: (tree) => folderOf(sqlWith(/^--\s*liquibase formatted sql/im)(tree)),
  },
  {
    name: 'goose',
    find: (tree) => sqlWith(/^-- \+goose Up/m)(tree) ?? fileWith(/(?:^|\/)go\.mod$/, /pressly\/goose/)(tree),
    command: (tree) => ['goose', '-dir', folderOf(sqlWith(/^-- \+goose Up/m)(tree)) ?? 'migrations', 'up'],
    sql: (tree) => folderOf(sqlWith(/^-- \+goose Up/m)(tree)),
    note: 'goose reads GOOSE_DRIVER and GOOSE_DBSTRING: make the second one a secret',
  },
  {
    name: 'dbmate',
    find: (tree) => sqlWith(/^-- migrate:up/m)(tree) ?? dependsOn('dbmate')(tree),
    command: () => ['dbmate', '--no-dump-schema', 'up'],
    sql: (tree) => folderOf(sqlWith(/^-- migrate:up/m)(tree)),
  },
  {
    name: 'golang-migrate',
    find: (tree) => fileNamed(/\.up\.sql$/)(tree) ?? fileWith(/(?:^|\/)go\.mod$/, /golang-migrate\/migrate/)(tree),
    command: (tree) => {
      const folder = folderOf(fileNamed(/\.up\.sql$/)(tree)) ?? 'migrations';
      return shell(`migrate -path ${folder} -database "$DATABASE_URL" up`);
    },
    sql: (tree) => folderOf(fileNamed(/\.up\.sql$/)(tree)),
  },
  {
    name: 'migrator',
    find: fileNamed(/(?:^|\/)migrator\.ya?ml$/),
    command: () =>
      shell(
        'curl --fail --silent --show-error --retry 30 --retry-connrefused --retry-delay 1 http://localhost:8080/ && curl --fail --show-error --data @/migration.json http://localhost:8080/v2/service',
      ),
    note: 'migrator is a service: it runs as a second container of the task; examples/migrator of this project is complete',
  },
];

function atlasFolder(tree: Tree): string | undefined {
  return folderOf(fileNamed(/(?:^|\/)atlas\.sum$/)(tree));
}

/** Where TypeORM's data source is in the image: it is compiled, so in dist instead of src. */
function dataSourceOf({ files }: Tree): string {
  const found = files.find((file) => /(?:data-?source|ormconfig)\.[jt]s$/i.test(file)) ?? 'src/data-source.ts';
  return found.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js');
}

/** For a command that needs a variable of the container: nothing else replaces it. */
function shell(line: string): string[] {
  return ['sh', '-c', line];
}
