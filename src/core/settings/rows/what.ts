import { namesFile } from '../../ecs/task-definition.ts';
import * as kind from '../setting-kinds.ts';
import { FOLLOWING, rowsOf } from '../setting-row.ts';
import * as structured from '../structured-kinds.ts';

const row = rowsOf('what');

/** What is run. */
export const WHAT = {
  taskDefinition: row(
    kind.text('FAMILY, FAMILY:REVISION, an ARN or a file'),
    'FAMILY, FAMILY:REVISION, ARN or a file of JSON or YAML. A file is registered first; an equal latest revision is reused',
    { isPath: namesFile, mayBeArn: true },
  ),
  app: row(kind.text('the name of an app'), "Which of the apps that the cluster's tags name"),
  image: row(
    structured.images,
    'Run this image: registers a revision that differs in it alone, unless the latest has it already',
  ),
  imageFrom: row(
    kind.files('a FILE.json, or auto'),
    "Run the image that imageDetail.json or imagedefinitions.json names; auto finds it in the build's input artifacts",
    { isPath: (value) => value !== 'auto', notInLambda: 'there is no file to read; give image' },
  ),
  build: row(
    kind.text('a folder with a Dockerfile or Containerfile'),
    "Build this folder by docker or podman, push it to the repository of the container's image, and run that by digest",
    {
      isPath: () => true,
      notInLibrary: {
        problem: 'the library builds no images',
        next: 'build and push it, and give its reference as settings.image',
      },
      excludes: ['imageFrom'],
    },
  ),
  deregister: row(kind.flag, 'Deregister the revision afterwards that this run has registered', {
    notInLambda: 'a later call would not know the revision; retire it by other means',
  }),
  container: row(kind.text('a container name'), 'The migration container: its exit code decides', {
    commands: FOLLOWING,
    tag: 'ecs-migrate:container',
  }),
} as const;
