variable "cluster_arn" {
  description = "ARN of the cluster; `migration-task` has it as an output of this name, like the next three."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/[A-Za-z0-9_-]+$", var.cluster_arn))
    error_message = "cluster_arn must be arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME."
  }
}

variable "task_definition" {
  description = "Family of the task definition; all its revisions may be run, no other."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.task_definition))
    error_message = "task_definition must be a family of letters, digits, - and _, without a revision: the next one would be denied."
  }
}

variable "role_arns" {
  description = "Execution role and task role of the task definition: those that the caller may pass, to ECS tasks only."
  type        = list(string)
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*]+$", arn))])
    error_message = "role_arns must be ARNs of roles, without *: whoever may pass every role has the rights of every role."
  }
}

variable "log_group_arn" {
  description = "ARN of the log group that the migration container writes to."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:logs:[a-z0-9-]+:[0-9]{12}:log-group:[^:*]+(:\\*)?$", var.log_group_arn))
    error_message = "log_group_arn must be arn:PARTITION:logs:REGION:ACCOUNT:log-group:NAME."
  }
}

variable "register" {
  description = "Allow `--image`, `--image-from`, `--build` and a task definition from a file: these register a revision of the family, with its tags."
  type        = bool
  default     = false
  nullable    = false
}

variable "deregister" {
  description = "Allow `--deregister`. AWS knows no resource for it: any task definition of the account could be deregistered."
  type        = bool
  default     = false
  nullable    = false
}

variable "tag" {
  description = "Allow `--tag`: tags on the task, set by RunTask itself."
  type        = bool
  default     = false
  nullable    = false
}

variable "like_service" {
  description = "Name of the service of this cluster that `--like-service` may read."
  type        = string
  default     = null

  validation {
    condition     = var.like_service == null || can(regex("^[A-Za-z0-9_-]+$", var.like_service))
    error_message = "like_service must be the name of a service, not an ARN."
  }
}

variable "list_names" {
  description = "Allow the names of other clusters, and of this cluster's services, in the error for one that does not exist. Without it such an error says that access is denied."
  type        = bool
  default     = false
  nullable    = false
}

variable "execute_command" {
  description = "Allow `enableExecuteCommand` in `--run-task-input`: whoever has `ecs:ExecuteCommand` may then open a shell in the migration's container. Otherwise such a launch is denied."
  type        = bool
  default     = false
  nullable    = false
}

variable "stop_tag" {
  description = "`KEY=VALUE`: only tasks that have this tag may be stopped, no other task of the cluster. Each run must give its task the tag (`--tag KEY=VALUE`, and `tag` here). Without it every task of the cluster may be stopped: ECS knows nothing narrower. StopTask takes the tags away, and `plan`, which tries the right with a task that is not there, then says that it is denied."
  type        = string
  default     = null

  validation {
    condition     = var.stop_tag == null || try(can(regex("^[A-Za-z0-9_.:/+@-]{1,128}=[A-Za-z0-9_.:/=+@ -]{1,256}$", var.stop_tag)) && var.tag, false)
    error_message = "stop_tag must be KEY=VALUE of a tag that --tag takes, with tag = true: a task that could not be tagged could not be stopped."
  }
}

variable "role_arn" {
  description = "ARN of the role that `--role-arn` may assume, where the calls themselves are made with that one."
  type        = string
  default     = null

  validation {
    condition     = var.role_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*]+$", var.role_arn))
    error_message = "role_arn must be the ARN of a role, without *."
  }
}

variable "pipeline" {
  description = "Name of the pipeline, in the cluster's account and region, whose executions may be read: `--on-rollback`, superseded executions, the commit. Its ARN where it is elsewhere: with `--role-arn` it is asked with the caller's own rights, so this goes into the caller's policy, not into that of the role."
  type        = string
  default     = null

  validation {
    condition     = var.pipeline == null || can(regex("^(arn:[a-z-]+:codepipeline:[a-z0-9-]+:[0-9]{12}:)?[A-Za-z0-9.@_-]{1,100}$", var.pipeline))
    error_message = "pipeline must be the name or the ARN of a pipeline."
  }
}

variable "lambda" {
  description = "Allow a Lambda action to ask CodePipeline which execution it is, and to answer it. AWS knows no resource for that."
  type        = bool
  default     = false
  nullable    = false
}

variable "codedeploy_hook" {
  description = "ARN of the Lambda function that is a CodeDeploy hook: allow its answers to CodeDeploy, for which AWS knows no resource, and that it calls itself again while the task runs."
  type        = string
  default     = null

  validation {
    condition     = var.codedeploy_hook == null || can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+$", var.codedeploy_hook))
    error_message = "codedeploy_hook must be the ARN of a function, without a version."
  }
}

variable "hook_image" {
  description = "Allow a function that is a hook of a deployment to find out which image is deployed: the `service` of this cluster for a hook of ECS, the `deployment_group` as APPLICATION/GROUP for one of CodeDeploy, and the ARNs of the ECR `repositories` whose tags it may resolve."
  type = object({
    service          = optional(string)
    deployment_group = optional(string)
    repositories     = optional(list(string), [])
  })
  default = null

  validation {
    condition     = try(var.hook_image.service, null) == null || can(regex("^[A-Za-z0-9_-]+$", var.hook_image.service))
    error_message = "hook_image.service must be the name of a service, not an ARN."
  }

  validation {
    condition     = try(var.hook_image.deployment_group, null) == null || can(regex("^[^/*]+/[^/*]+$", var.hook_image.deployment_group))
    error_message = "hook_image.deployment_group must be APPLICATION/GROUP."
  }

  validation {
    condition     = alltrue([for arn in try(var.hook_image.repositories, []) : can(regex("^arn:[a-z-]+:ecr:[a-z0-9-]+:[0-9]{12}:repository/[^*]+$", arn))])
    error_message = "hook_image.repositories must be ARNs of repositories, without *."
  }
}

variable "pause_hook" {
  description = "Name of the service of this cluster whose deployments `ecs-migrate hook` may find while they pause, and continue or roll back. `hook_image` with the same service allows it to find out which image is deployed."
  type        = string
  default     = null

  validation {
    condition     = var.pause_hook == null || can(regex("^[A-Za-z0-9_-]+$", var.pause_hook))
    error_message = "pause_hook must be the name of a service, not an ARN."
  }
}

variable "lint_services" {
  description = "Names of the services of this cluster of which `ecs-migrate lint --service` may ask which revisions can take traffic. The names of other services are known with `list_names`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.lint_services : can(regex("^[A-Za-z0-9_-]+$", service))])
    error_message = "lint_services must be names of services, not ARNs."
  }
}

variable "many_targets" {
  description = "Allow a run of many targets to read the logs of finished tasks in batches, with FilterLogEvents. Its right is for the whole log group. Without it, each log is read on its own. Also to read the quotas of Fargate and the free addresses of subnets, for which AWS knows no resource; without it, nothing is said about room."
  type        = bool
  default     = false
}

variable "build" {
  description = "ARN of the ECR repository that `--build` may push to. The login itself knows no resource."
  type        = string
  default     = null

  validation {
    condition     = var.build == null || can(regex("^arn:[a-z-]+:ecr:[a-z0-9-]+:[0-9]{12}:repository/[^*]+$", var.build))
    error_message = "build must be the ARN of a repository, without *."
  }
}
