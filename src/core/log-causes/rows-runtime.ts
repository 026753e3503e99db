import { causeRows } from './cause.ts';

/** What stopped the program in the container before it used the database, or independently of it. */
export const RUNTIME = causeRows([
  {
    code: 'disk-full',
    words: /no space left on device|\bENOSPC\b|\bErrno 28\b/i,
    means: 'a disk is full: the disk of the container, or the disk of the database',
    next: 'find out from the line which of the two it is; raise ephemeralStorage.sizeInGiB of the task, or the storage of the database',
    again: 'no',
  },
  {
    code: 'out-of-memory',
    words:
      /heap out of memory|OutOfMemoryError|\bMemoryError\b|cannot allocate memory|fatal error: runtime: out of memory|Allowed memory size of \d+ bytes exhausted|OutOfMemoryException|failed to allocate memory/i,
    means: 'the migration needs more memory than the container has',
    next: 'raise the memory of the task and of the container, or work in smaller batches; Node also has --max-old-space-size, PHP memory_limit',
    again: 'no',
  },
  {
    code: 'missing-module',
    words:
      /Cannot find (?:module|package)|MODULE_NOT_FOUND|ModuleNotFoundError|ImportError|No module named|cannot load such file|Could not find (?:gem|'[^']*' \(|proper version)|Gem::(?:LoadError|MissingSpec)|Bundler::GemNotFound|ClassNotFoundException|NoClassDefFoundError|could not find driver|Please install (?:the )?\S+ (?:package )?(?:manually|before)|Please install [^\n]{0,20}(?:pg|mysql2?|sqlite3|mssql|tedious)|run[: ]+`?npm install (?:pg|mysql2?)|(?:driver|package) has not been found installed|Did you install (?:psycopg|mysqlclient)|No suitable driver|Cannot find database driver|Class "?[\w\\]+"? not found|error while loading shared libraries|Could not load (?:library|file or assembly)|Unable to require|Unable to load App::Sqitch|No local \S+ install found|Query Engine[^\n]{0,60}(?:not (?:be )?(?:found|locate)|could not)|could not locate the Query Engine|Can't locate \S+\.pm in @INC|No database driver|No such driver found|unknown (?:database )?driver|undefined module|GLIBC_[\d.]+' not found/i,
    means: 'a package, driver or library that the tool needs is missing in the image',
    next: 'install it in the image: it may be a development dependency that is not installed (npm ci --omit=dev, bundle without), and a driver is often a separate package (pg, mysql2, psycopg2, pdo_pgsql)',
    again: 'no',
  },
  {
    code: 'wrong-platform',
    words:
      /exec format error|Unsupported engine|EBADPLATFORM|invalid ELF header|wrong ELF class|UnsupportedClassVersionError|requires? (?:Node(?:\.js)?|Ruby|Python|PHP|Java) [^\n]{0,30}(?:version|or (?:later|newer|higher))|You must install or update \.NET/i,
    means: 'the program was built for another CPU architecture or another version of its runtime',
    next: 'build the image for the architecture of the task (docker build --platform), with the version of the runtime that the tool requires',
    again: 'no',
  },
  {
    code: 'missing-file',
    words:
      /no such file or directory|\bENOENT\b|FileNotFound|: not found$|command not found|executable file not found|can't open file|cannot open (?:file )?'|No Rakefile found|No config(?:uration)? file|config(?:uration)? file[^\n]{0,80}(?:not found|does not exist|missing)|Could not open input file|No 'script_location' key|Could not find a (?:package\.json|Gemfile|project)|Could not locate Gemfile|Couldn't find (?:a )?(?:package\.json|config)|Missing script:|No knexfile found|no such file\b|Cannot resolve config file|file does not exist|failed to open source/i,
    means: 'a file or program that the command needs is missing in the image',
    next: 'check the command and its working directory against the image; a .dockerignore or a later build stage may have removed the file',
    again: 'no',
  },
  {
    code: 'file-permission',
    words:
      /\bEACCES\b|\bEPERM\b|(?:open|mkdir|write|access)[^\n]{0,120}permission denied|Permission denied (?:@|-|:|\()|: Permission denied$|\[Errno 13\]|read-only file system|\bEROFS\b/i,
    means: 'the user of the container does not have the permission to read, write or run a file',
    next: 'give the file to the user that the image runs as, or write to a folder that is writable (with readonlyRootFilesystem this needs a volume)',
    again: 'no',
  },
  {
    code: 'module-format',
    words:
      /Cannot use import statement outside a module|ERR_REQUIRE_ESM|ERR_UNKNOWN_FILE_EXTENSION|Unknown file extension|require is not defined in ES module|exports is not defined in ES module|Unexpected token '?export|ERR_MODULE_NOT_FOUND|ERR_UNSUPPORTED_DIR_IMPORT|does not provide an export named/i,
    means: 'a migration or configuration file has a module format that Node cannot load here',
    next: 'build TypeScript to JavaScript in the image or run it with tsx; set "type" in package.json, or use the file extension .cjs or .mjs',
    again: 'no',
  },
  {
    code: 'code-error',
    words:
      /\b(?:TypeError|ReferenceError|SyntaxError|RangeError|NameError|NoMethodError|AttributeError|IndentationError|UnboundLocalError|NullPointerException|ArgumentError|PHP (?:Fatal|Parse) error|Parse error|Fatal error|panic): |java\.lang\.NullPointerException|NullReferenceException|is not a function\b|Cannot read propert(?:y|ies) of (?:undefined|null)|undefined (?:local variable or )?method|uninitialized constant|Call to undefined (?:method|function)|has no attribute|has no Migration class|Directly inheriting from ActiveRecord::Migration|IrreversibleMigration|invalid memory address or nil pointer|takes \d+ positional arguments?|syntax error, unexpected/i,
    vague: 'much',
    means: 'the code of a migration or of the configuration fails before a statement reaches the database',
    next: 'fix the code at the place that the log names; it fails on every machine, so a test of the migrations would find it',
    again: 'no',
  },
]);
