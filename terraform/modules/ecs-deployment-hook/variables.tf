variable "name" {
  description = "Name of the CodeBuild project; its role, log group, rules and queue are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$", var.name))
    error_message = "name must be 2 to 63 letters, digits, - and _, and begin with a letter or digit."
  }
}

variable "cluster_arn" {
  description = "ARN of the cluster of the services; `migration-task` has it as an output of this name."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:[a-z0-9-]+:[0-9]{12}:cluster/[A-Za-z0-9_-]+$", var.cluster_arn))
    error_message = "cluster_arn must be arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME."
  }
}

variable "services" {
  description = "Names of the services whose deployments wait for the migration. Several services of one database, such as web and worker, need one `lock` in `settings`."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.services) >= 1 && length(var.services) <= 5 && alltrue([for name in var.services : can(regex("^[A-Za-z0-9_-]+$", name))])
    error_message = "services must be 1 to 5 names of services, not ARNs: a rule of EventBridge has at most five targets."
  }

  validation {
    condition     = length(var.services) == 1 || contains(keys(var.settings), "lock")
    error_message = "Several services wait for a migration of one database: give settings a lock, so that two migrations never overlap."
  }
}

variable "stage" {
  description = "Lifecycle stage of the PAUSE hook, the same as in the service's `lifecycle_hook`."
  type        = string
  default     = "PRE_SCALE_UP"
  nullable    = false

  validation {
    condition     = contains(["RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "POST_TEST_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT"], var.stage)
    error_message = "stage must be RECONCILE_SERVICE, PRE_SCALE_UP, POST_SCALE_UP, POST_TEST_TRAFFIC_SHIFT or POST_PRODUCTION_TRAFFIC_SHIFT."
  }
}

variable "settings" {
  description = "Settings of `ecs-migrate hook` by the names of its flags in snake_case, as text: the output `settings` of `migration-task`, and more, such as `on_failure` and `lock`."
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
    condition     = length(setintersection(keys(var.settings), ["cli", "package", "sha512", "verb", "service", "stage", "if_none", "wait", "build_timeout", "report"])) == 0
    error_message = "settings may not hold cli, package, sha512, verb, service, stage, if_none, wait, build_timeout and report: the module sets them."
  }
}

variable "caller_policy_json" {
  description = "What `ecs-migrate hook` may do: the output `json` of `caller-policy`, with `pause_hook`, `hook_image` and `register`. For several services, a list of one policy for each would be too long: merge their statements."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.caller_policy_json).Statement)
    error_message = "caller_policy_json must be a JSON policy with a Statement."
  }
}

variable "sweep_minutes" {
  description = "Minutes between two looks for a deployment that waits although no event has started a build, or whose build has died. 0: none."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.sweep_minutes == 0 || (var.sweep_minutes >= 2 && var.sweep_minutes <= 1440 && floor(var.sweep_minutes) == var.sweep_minutes)
    error_message = "sweep_minutes must be 0, or 2 to 1440."
  }
}

variable "build_timeout" {
  description = "Minutes that a build may take. A migration that runs for longer is left running, and the next look follows it."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.build_timeout >= 5 && var.build_timeout <= 2160 && floor(var.build_timeout) == var.build_timeout
    error_message = "build_timeout must be 5 to 2160 minutes."
  }
}

variable "tool" {
  description = "Where the build takes ecs-migrate from: an archive in `s3`, made by `npm run pack`; a `package` (an https:// URL, or NAME@VERSION of a registry), with the archive's `sha512`; or a `command`, in a custom image that has the tool."
  type = object({
    s3      = optional(object({ bucket = string, key = string, sha512 = optional(string), kms_key_arn = optional(string) }))
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
    condition     = var.tool.package == null || can(regex("^(https://.+|[^:]+@[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?)$", var.tool.package))
    error_message = "tool.package must be an https:// URL or an exact version such as ecs-migrate@1.2.3."
  }

  validation {
    condition     = alltrue([for sha512 in [var.tool.sha512, try(var.tool.s3.sha512, null)] : sha512 == null || can(regex("^[0-9a-f]{128}$", sha512))])
    error_message = "sha512 must be that of the archive, 128 hexadecimal digits as `npm run pack` prints it."
  }
}

variable "compute" {
  description = "CodeBuild's environment. A custom image must have Node 20.19 or later."
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

variable "role" {
  description = "Path and permissions boundary of the roles."
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
}
