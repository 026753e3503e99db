import { causeRows } from './cause.ts';

/** What the tool found wrong with its own files, or with its own records of applied migrations. */
export const TOOLS = causeRows([
  {
    code: 'half-applied',
    words:
      /dirty (?:database )?version|contains a failed migration|failed migration to (?:repeatable|version)|\bP3009\b|\bP3018\b|migrate found failed migrations|previous migration failed|partially applied|database is (?:in a )?dirty|is dirty\b|migration \d+ is partially applied|Detected failed (?:migration|repeatable)|corrupted?(?: data)? migrations: expected previously executed migration|contains failed migration/i,
    means: 'an earlier run of a migration failed half way, and the tool refuses to continue until somebody has checked',
    next: 'find out how much of the migration was done, fix the database, then mark the migration: migrate force VERSION, prisma migrate resolve, flyway repair, atlas migrate set',
    again: 'no',
  },
  {
    code: 'several-branches',
    words:
      /Multiple head revisions|multiple heads|(?:overlaps with other requested revisions)|multiple leaf nodes|Conflicting migrations detected|more than one (?:migration|changeset|changelog)[^\n]{0,40}(?:version|same|timestamp|id\b)|DuplicateMigration(?:Version|Name)|Multiple migrations have the (?:name|version)|Found more than one migration|duplicate (?:migration|version|goose)[^\n]{0,60}|migrations? (?:can't be executed, migration (?:version|name) .* is duplicated|have the same (?:version|name|timestamp))|multiple migration(?:s|s files)? (?:with|have) |Class already defined|is overlapping|duplicate migration file/i,
    means: 'two branches were merged, and both contain a migration for the same place in the order',
    next: 'put the migrations in order: alembic merge heads, manage.py makemigrations --merge, or give one of them another version; then build the image again',
    again: 'no',
  },
  {
    code: 'out-of-order',
    words:
      /is preceding already run migration|out of order|resolved migration not applied|found \d+ missing migrations|missing \(out-of-order\)|migrations? (?:was|were|is|are) added (?:before|out of order)|alphabetically before|non-linear|expected previously executed migration|before last (?:applied|executed)|InconsistentMigrationHistory|is applied before its dependency|Your database has been migrated to version|less than (?:the )?(?:current|latest)/i,
    means: 'a migration in the image comes before a migration that was already applied',
    next: 'give it a later version or timestamp (a branch that was merged later may contain older ones), or allow it if the tool can (node-pg-migrate --no-check-order, flyway -outOfOrder=true, goose -allow-missing)',
    again: 'no',
  },
  {
    code: 'file-changed',
    words:
      /checksum (?:mismatch|failed|validation|does not match|error)|checksums? (?:do(?:es)?n't|do not|does not) match|was (?:modified|edited|changed) (?:after|since)|has been (?:modified|edited|changed)|was: \S+ but is now: \S+|(?:md5|hash)[^\n]{0,40}(?:mismatch|failed|differ|does not match)|Migrations? (?:has|have) changed|previously applied but has been modified|divergent|applied migration[^\n]{0,60}(?:different|diverg)|VersionMismatch|The following migrations? (?:have|has) been (?:edited|modified)/i,
    means: 'a migration file was changed after it had been applied',
    next: 'restore the old file and write a new migration for the change; if only comments or white space differ, let the tool accept the new checksum (flyway repair, liquibase clear-checksums, atlas migrate hash)',
    again: 'no',
  },
  {
    code: 'file-missing',
    words:
      /applied migration not resolved locally|can't locate revision|No such revision|migration[^\n]{0,80} (?:was |is |are )?(?:not found locally|missing (?:in|from|on)|(?:previously )?applied[^\n]{0,30}but (?:is )?missing)|previously applied but is missing|migration directory is corrupt|files are missing|previously executed migration [^\n]* is missing|VersionMissing|missing in the resolved migrations|no migration found for version|no file for version|not found in (?:the )?(?:migration|file)[^\n]{0,20}|NodeNotFound|dependencies reference nonexistent parent|Cannot find change|unknown migration|Could not find migration|Unable to find migration|Cannot find a migration matching|(?:changelog|change log|changeLogFile)[^\n]{0,80}(?:does not exist|not found)|could not find (?:any )?(?:migration|change)|UnknownMigrationVersion|No migration with version|Cannot find "[^"]*" (?:in|or) |Cannot find this change|was applied to the database but is missing|migrations? (?:directory|folder|path)[^\n]{0,80}(?:does not exist|not found|missing)|scandir '[^']*'|missing on disk|can't find the (?:file|migration)|Error loading migration files|no migration files found|no registered\b|No project configuration found/i,
    means: 'a migration that the tool looks for is not in the image',
    next: 'check the image tag (an older image does not know newer migrations) and that the image has the folder of migrations at the path that the tool reads; never delete a migration that was applied',
    again: 'no',
  },
  {
    code: 'pending-migrations',
    words:
      /Migrations are pending|PendingMigrationError|You have \d+ (?:unapplied|pending) migration|unapplied migrations?\(?s?\)?|There (?:are|is) \d* ?pending migration|pending migrations? (?:found|exist)|failed due to pending migration|New upgrade operations detected|have not yet been applied|changes? (?:that are )?not yet reflected in a migration|Target database is not up to date|^Pending: [1-9]/i,
    means: 'the command only checks, and found migrations that are not applied',
    next: 'run the command that applies them; a command that only checks fails on purpose',
    again: 'no',
  },
  {
    code: 'wrong-arguments',
    words:
      /Error parsing command line|unrecognized arguments|unknown (?:option|flag|command|argument|subcommand|shorthand flag)|unexpected argument|invalid (?:option|choice|command|argument)\b|(?:No such|Unrecognized|Unexpected|Invalid) (?:option|command|argument|flag)|is not (?:a recognized|a valid|an internal|recognized as an?)[^\n]{0,30}(?:command|option|argument)|Command "[^"]*" is not defined|flag provided but not defined|Missing required (?:argument|option)|Not enough arguments|too (?:many|few) arguments|the following arguments are required|Don't know how to build task|Unknown command|There are no commands defined|option requires an argument|Missing argument|Not enough non-option arguments/i,
    means: 'the tool does not understand its command line',
    next: 'compare the command of the container (command and entry point in the task definition, or the words after --) with the version of the tool in the image',
    again: 'no',
  },
  {
    code: 'needs-terminal',
    words:
      /Interactive prompts? require|(?:requires?|needs?|not) (?:an? )?(?:interactive |)(?:TTY|terminal)|non-?interactive (?:environment|mode|shell)|is non-?interactive|prisma migrate dev[^\n]*interactive|EOFError|EOF when reading a line|Aborted by user|Application In Production|confirm[^\n]{0,40}non-interactive|Operation (?:was )?cancell?ed/i,
    means: 'the tool asks a question, but nobody can answer it in a container',
    next: 'give the flag that answers it (--force, --yes, --no-input, --auto-approve), or use the command that applies migrations without a question (prisma migrate deploy, drizzle-kit migrate)',
    again: 'no',
  },
  {
    code: 'tool-hides-error',
    words: /applying migrations\.\.\.|Pulling schema from database/i,
    where: /drizzle/i,
    vague: 'last',
    means: 'drizzle-kit failed while it applied the migrations, and does not print the error of the database',
    next: "find the error in the log of the database, or apply the migrations with migrate() of drizzle-orm (drizzle-orm/node-postgres/migrator), which throws the database's own message",
    again: 'depends',
  },
]);
