variable "name" {
  description = "Name of the CodeBuild project; its role, log group and report group are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,117}$", var.name))
    error_message = "name must be 2 to 118 letters, digits, - and _, and begin with a letter or digit."
  }
}

variable "stage_name" {
  description = "Name of the stage."
  type        = string
  default     = "Run_Database_Migrations"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9.@_-]{1,100}$", var.stage_name))
    error_message = "stage_name must be 1 to 100 letters, digits and .@_-."
  }
}

variable "settings" {
  description = "Settings of `ecs-migrate run` by the names of its flags in snake_case, as text: the output `settings` of `migration-task`, and more."
  type        = map(string)
  nullable    = false

  validation {
    condition     = contains(keys(var.settings), "cluster")
    error_message = "settings must name the cluster."
  }

  validation {
    condition     = alltrue([for name, value in var.settings : can(regex("^[a-z]+(_[a-z]+)*$", name)) && value != ""])
    error_message = "settings takes the names of flags in snake_case, such as task_definition, and no empty values."
  }

  validation {
    condition     = length(setintersection(keys(var.settings), ["cli", "package", "sha512", "image_from", "build_timeout", "report"])) == 0
    error_message = "settings may not hold cli, package, sha512, image_from, build_timeout and report: the module sets them."
  }
}

variable "caller_policy_json" {
  description = "What `ecs-migrate run` may do: the output `json` of `caller-policy`."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.caller_policy_json).Statement)
    error_message = "caller_policy_json must be a JSON policy with a Statement."
  }
}

variable "artifacts" {
  description = "The pipeline's artifact bucket, and the KMS key of its artifacts if they have one."
  type        = object({ bucket_arn = string, kms_key_arn = optional(string) })
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:s3:::[^/*]+$", var.artifacts.bucket_arn))
    error_message = "artifacts.bucket_arn must be the ARN of a bucket."
  }
}

variable "input_artifacts" {
  description = "Input artifacts of the action, the primary one first. CodeBuild starts in it: `image_from` and a config file are looked up there."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.input_artifacts) >= 1 && length(var.input_artifacts) <= 5
    error_message = "input_artifacts must have 1 to 5 artifacts: CodeBuild starts no build without one."
  }
}

variable "image_from" {
  description = "File of the primary artifact that names the image to migrate with, such as `imageDetail.json` (`--image-from`)."
  type        = string
  default     = null

  validation {
    condition     = var.image_from == null || can(regex("^[^/\\s][^\\s]*$", var.image_from))
    error_message = "image_from must be a path relative to the artifact."
  }
}

variable "build_timeout" {
  description = "Minutes that the build may take. ecs-migrate is told too, and stops the migration in time: on CodeBuild's own time-out the task would run on, unwatched."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.build_timeout >= 5 && var.build_timeout <= 480 && floor(var.build_timeout) == var.build_timeout
    error_message = "build_timeout must be 5 to 480 minutes: an action of CodePipeline ends after 8 hours."
  }
}

variable "tool" {
  description = "Where the build takes ecs-migrate from: an archive in `s3`, which the module can `upload` from a file; a `package` (an https:// URL, a file of an input artifact, or NAME@VERSION of a registry), with the archive's `sha512`; or a `command`, such as `npx --no-install ecs-migrate`."
  type = object({
    s3 = optional(object({
      bucket      = string
      key         = optional(string)
      sha512      = optional(string)
      upload      = optional(string)
      kms_key_arn = optional(string)
    }))
    package = optional(string)
    sha512  = optional(string)
    command = optional(string)
  })
  nullable = false

  validation {
    condition     = length([for it in [var.tool.s3, var.tool.package, var.tool.command] : it if it != null]) == 1
    error_message = "tool must be one of s3, package and command."
  }

  validation {
    condition     = var.tool.s3 == null || try(var.tool.s3.upload == null ? var.tool.s3.key != null : fileexists(var.tool.s3.upload) && var.tool.s3.sha512 == null, false)
    error_message = "tool.s3 must name the key of an archive that is there, or a file to upload; the module knows the checksum of that one."
  }

  validation {
    condition     = var.tool.package == null || can(regex("^(https://.+|[^:]+\\.tgz|[^:]+@[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?)$", var.tool.package))
    error_message = "tool.package must be an https:// URL, a path that ends with .tgz, or an exact version such as ecs-migrate@1.2.3: a range or tag would change under a pipeline that nobody touched."
  }

  validation {
    condition     = alltrue([for sha512 in [var.tool.sha512, try(var.tool.s3.sha512, null)] : sha512 == null || can(regex("^[0-9a-f]{128}$", sha512))]) && (var.tool.sha512 == null || var.tool.package != null)
    error_message = "sha512 must be that of the archive, 128 hexadecimal digits as `npm run pack` prints it, beside package or in s3."
  }
}

variable "compute" {
  description = "CodeBuild's environment. A custom image must have Node 20.19 or later; one in ECR is pulled with the project's role, which may then do that."
  type = object({
    type         = optional(string, "LINUX_CONTAINER")
    image        = optional(string, "aws/codebuild/amazonlinux-x86_64-standard:5.0")
    compute_type = optional(string, "BUILD_GENERAL1_SMALL")
  })
  default  = {}
  nullable = false

  validation {
    condition     = !can(regex("LAMBDA", var.compute.type))
    error_message = "compute.type must not be one of Lambda: such builds end after 15 minutes."
  }
}

variable "vpc" {
  description = "Network of the build, where it may leave only through your own (endpoints or NAT). It needs a way to ECS, CloudWatch Logs and S3; not to the database."
  type        = object({ vpc_id = string, subnets = list(string), security_groups = list(string) })
  default     = null

  validation {
    condition     = var.vpc == null || try(length(var.vpc.subnets) > 0 && length(var.vpc.security_groups) > 0 && length(var.vpc.security_groups) <= 5, false)
    error_message = "vpc must have at least one subnet and 1 to 5 security groups."
  }
}

variable "action" {
  description = "Members of the stage's action that CodePipeline knows beside those of a build: `namespace` (its variables are `#{NAMESPACE.MIGRATION_OUTCOME}` and so on; by default `name`, for a pipeline takes each namespace once), `run_order`, and for a pipeline of another account or region `role_arn`, the role there that it takes, and `region`."
  type = object({
    namespace = optional(string)
    run_order = optional(number, 1)
    role_arn  = optional(string)
    region    = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = (var.action.namespace == null || can(regex("^[A-Za-z0-9@_-]{1,100}$", var.action.namespace))) && var.action.run_order >= 1 && var.action.run_order <= 999
    error_message = "action.namespace must be 1 to 100 letters, digits and @_-, action.run_order 1 to 999."
  }

  validation {
    condition     = var.action.role_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*]+$", var.action.role_arn))
    error_message = "action.role_arn must be the ARN of a role."
  }
}

variable "failure_topic" {
  description = "An SNS topic that is told of each migration that did not succeed, with a link to the build's log. Its policy must let `events.amazonaws.com` publish: the output `topic_statement` is what it needs."
  type        = object({ arn = string }) # an object, so that a topic of the same apply will do: its ARN is not known yet
  default     = null

  validation {
    condition     = var.failure_topic == null || try(can(regex("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$", var.failure_topic.arn)), false)
    error_message = "failure_topic.arn must be the ARN of a topic of SNS, not a FIFO one."
  }
}

variable "role" {
  description = "Path and permissions boundary of the project's role."
  type        = object({ path = optional(string, "/"), boundary_arn = optional(string) })
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Tags of all that is made here."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "logs" {
  description = "Days that the log of the builds is kept, and a KMS key that encrypts it (its policy must admit CloudWatch Logs)."
  type        = object({ retention_in_days = optional(number, 365), kms_key_arn = optional(string) })
  default     = {}
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.logs.retention_in_days)
    error_message = "logs.retention_in_days must be one of those that CloudWatch Logs has, such as 30, 90 or 365."
  }
}

variable "preview" {
  description = "Whether an earlier stage previews (`preview_action`): the action then runs only the digest that the preview has shown."
  type        = bool
  default     = false
}
