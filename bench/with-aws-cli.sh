#!/usr/bin/env bash
# The script that a deployment uses if it has the AWS CLI only. With HOW=wait it reads the log after the task has stopped. With
# HOW=follow it shows the log meanwhile; that needs version 2 of the AWS CLI. The bench runs it next to ecs-migrate.
set -euo pipefail

ecs() { "$AWS" --endpoint-url "$AWS_ENDPOINT_URL" ecs "$@" --cluster default; }
logs() { "$AWS" --endpoint-url "$AWS_ENDPOINT_URL" logs "$@"; }

follower=
if [ "$HOW" = follow ]; then
  "$AWS" --endpoint-url "$AWS_ENDPOINT_URL" logs tail "$LOG_GROUP" --follow --since 1s --format short &
  follower=$!
fi
arn=$(ecs run-task --task-definition "$TASK_DEFINITION" --launch-type FARGATE \
  --network-configuration 'awsvpcConfiguration={subnets=[subnet-1]}' --query 'tasks[0].taskArn' --output text)
ecs wait tasks-stopped --tasks "$arn"
if [ -n "$follower" ]; then
  kill "$follower"
  wait "$follower" 2>/dev/null || true
else
  logs get-log-events --log-group-name "$LOG_GROUP" --log-stream-name "b/m/${arn##*/}" --start-from-head \
    --query 'events[].[message]' --output text
fi
exit "$(ecs describe-tasks --tasks "$arn" --query 'tasks[0].containers[0].exitCode' --output text)"
